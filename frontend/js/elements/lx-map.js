// The district's own shapes and one spot on them. No tiles, so no other server is asked.

import L from "leaflet";
import { say } from "../words.js";

const CLOSE = 15; // the zoom where there is nothing to fit into view

export default class LxMap extends HTMLElement {
    async connectedCallback() {
        const { shapes, latitude, longitude } = this.dataset;
        const box = this.querySelector(".map");
        if (!box || !shapes) return;
        const [features] = await Promise.all([this.fetched(shapes), this.styled()]);
        if (!this.isConnected || this.map) return; // the page has moved on meanwhile
        box.hidden = false;
        this.map = L.map(box, { attributionControl: false, zoomControl: false, scrollWheelZoom: false });
        L.control.zoom({ zoomInTitle: say("zoomIn"), zoomOutTitle: say("zoomOut") }).addTo(this.map);
        this.look = getComputedStyle(this);
        const district = this.draw(features).getBounds();
        if (district.isValid()) this.map.fitBounds(district);
        else if (latitude) this.map.setView([Number(latitude), Number(longitude)], CLOSE);
        else box.hidden = true;
        if (latitude) this.mark([Number(latitude), Number(longitude)], district);
    }

    disconnectedCallback() {
        this.map?.remove();
        this.map = null;
    }

    styled() {
        const href = this.dataset.style;
        if (document.querySelector(`link[href="${href}"]`)) return undefined;
        const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
        document.head.append(link);
        return new Promise((done) => (link.onload = link.onerror = done));
    }

    async fetched(url) {
        return (await fetch(url)).json();
    }

    draw(shapes) {
        const highest = Math.max(1, ...shapes.features.map(({ properties }) => properties.value ?? 0));
        const layer = L.geoJSON(shapes, {
            style: ({ properties, geometry }) => (geometry.type === "Point" ? {} : this.shade(properties.value, highest)),
            onEachFeature: (feature, shape) => this.name(feature.properties, shape),
            pointToLayer: ({ properties }, at) => this.point(properties, at),
        });
        return layer.addTo(this.map);
    }

    shade(value, highest) {
        const color = this.look.getPropertyValue("--chart-1");
        const fillOpacity = value === undefined ? 0.12 : 0.08 + (0.7 * value) / highest;
        return { color, weight: 1.2, fillColor: color, fillOpacity };
    }

    // What is closed now is hollow.
    point({ is_off }, at) {
        const color = this.look.getPropertyValue("--brand");
        return L.circleMarker(at, { radius: 8, color, fillColor: color, fillOpacity: is_off ? 0.05 : 0.75 });
    }

    name({ name, url }, shape) {
        const isSpot = shape instanceof L.CircleMarker;
        if (name && isSpot) shape.bindTooltip(name, { direction: "top" });
        else if (name) shape.bindTooltip(name, { permanent: true, direction: "center", className: "map__label" });
        if (url) shape.on("click", () => location.assign(url));
    }

    mark(at, district) {
        const color = this.look.getPropertyValue("--bad");
        L.circleMarker(at, { radius: 9, color, fillColor: color, fillOpacity: 0.8 }).addTo(this.map);
        if (district.isValid() && !district.contains(at)) this.map.fitBounds(district.extend(at));
    }
}

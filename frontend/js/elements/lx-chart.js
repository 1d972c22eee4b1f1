// Draws the chart whose numbers stand in the table beside it, in the colours of the page.

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export default class LxChart extends HTMLElement {
    connectedCallback() {
        this.box = this.querySelector(".chart");
        this.given = JSON.parse(document.getElementById(this.dataset.from).textContent);
        this.box.hidden = false;
        this.querySelector("details").open = false;
        this.chart = init(this.box);
        this.draw();
        this.sized = new ResizeObserver(() => this.chart.resize());
        this.sized.observe(this.box);
        this.themed = new MutationObserver(() => this.draw());
        this.themed.observe(document.documentElement, { attributeFilter: ["data-theme", "data-size"] });
    }

    disconnectedCallback() {
        this.sized?.disconnect();
        this.themed?.disconnect();
        this.chart?.dispose();
    }

    draw() {
        const ink = this.colour("--ink-2");
        const line = this.colour("--line");
        const fontSize = 0.8 * parseFloat(getComputedStyle(document.documentElement).fontSize);
        const text = { color: ink, fontSize };
        const axis = { axisLabel: text, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } };
        this.chart.setOption({
            animation: false,
            color: [1, 2, 3, 4].map((n) => this.colour(`--chart-${n}`)),
            textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
            grid: { left: 4, right: 8, top: fontSize * 3, bottom: 4, containLabel: true },
            legend: { right: 0, top: 0, textStyle: text, itemWidth: 14, itemHeight: 10 },
            tooltip: { trigger: "axis", renderMode: "richText" },
            xAxis: { type: "category", data: this.given.labels, ...axis },
            yAxis: { type: "value", axisLabel: text, splitLine: { lineStyle: { color: line } } },
            series: this.given.series.map(shape),
        });
    }

    // What a canvas understands: older ones know no oklch.
    colour(token) {
        const context = (this.probe ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
        const sample = this.box.appendChild(document.createElement("span"));
        sample.style.color = `var(${token})`;
        context.fillStyle = getComputedStyle(sample).color;
        sample.remove();
        context.fillRect(0, 0, 1, 1);
        const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
        return `rgb(${red}, ${green}, ${blue})`;
    }
}

function shape({ name, kind, values }) {
    const bar = { barMaxWidth: 20, itemStyle: { borderRadius: [4, 4, 0, 0] } };
    const line = { symbolSize: 7, lineStyle: { width: 2.5 } };
    return { name, type: kind, data: values, ...(kind === "bar" ? bar : line) };
}

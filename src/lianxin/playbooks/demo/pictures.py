"""Small flat drawings that stand for the photos people would send."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, FINE = 800, 600, 2
DAY = ("#cfe3ee", "#f3ede0")
DUSK = ("#27364f", "#8d7b88")
ROOM = ("#efe6d8", "#e2d5c1")
Colours = tuple[str, str]
Box = tuple[float, float, float, float]


class Sheet:
    """A canvas in picture units (800 × 600), drawn twice as fine and shrunk in the end."""

    def __init__(self, sky: Colours) -> None:
        self.image = Image.linear_gradient("L").resize((WIDTH * FINE, HEIGHT * FINE))
        top, bottom = (Image.new("RGB", self.image.size, colour) for colour in sky)
        self.image = Image.composite(bottom, top, self.image)
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def box(self, area: Box, colour: str, corner: float = 0) -> None:
        scaled = [side * FINE for side in area]
        self.pen.rounded_rectangle(scaled, corner * FINE, fill=colour)

    def oval(self, area: Box, colour: str) -> None:
        self.pen.ellipse([side * FINE for side in area], fill=colour)

    def area(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=colour)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        scaled = [(x * FINE, y * FINE) for x, y in points]
        self.pen.line(scaled, fill=colour, width=int(width * FINE), joint="curve")

    def arc(self, area: Box, begin: float, end: float, colour: str, width: float) -> None:
        self.pen.arc([side * FINE for side in area], begin, end, colour, int(width * FINE))

    def jpeg(self) -> bytes:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        small.filter(ImageFilter.GaussianBlur(0.4)).save(out, "JPEG", quality=80)
        return out.getvalue()


@lru_cache(maxsize=64)
def draw(class_code: str, variant: int) -> bytes:
    """A JPEG for a class of problems; the same variant gives the same picture."""
    rng = Random(f"{class_code}{variant}")
    scene, sky = SCENES.get(class_code, (_blocks, DAY))
    sheet = Sheet(sky)
    scene(sheet, rng)
    return sheet.jpeg()


def _ground(sheet: Sheet, colour: str = "#b9b4a8", top: float = 430) -> None:
    sheet.box((0, top, WIDTH, HEIGHT), colour)


def _houses(sheet: Sheet, rng: Random, *, lit: bool, floor: float = 430) -> None:
    x = -30.0
    while x < WIDTH:
        width, height = rng.uniform(110, 190), rng.uniform(170, 330)
        wall = rng.choice(("#39445c", "#323c52", "#424b63") if lit else ("#d9c8ae", "#cbb9a0",
                                                                       "#dcd3c4"))  # fmt: skip
        sheet.box((x, floor - height, x + width, floor), wall)
        _windows(sheet, rng, (x, floor - height, x + width, floor), lit=lit)
        x += width + rng.uniform(6, 40)


def _windows(sheet: Sheet, rng: Random, wall: Box, *, lit: bool) -> None:
    left, top, right, bottom = wall
    y = top + 18
    while y < bottom - 34:
        x = left + 14
        while x < right - 26:
            on = lit and rng.random() < 0.35
            sheet.box((x, y, x + 18, y + 24), "#f0cf7d" if on else "#7f93a3" if not lit else
                      "#222b3d", 2)  # fmt: skip
            x += 30
        y += 42


def _street(sheet: Sheet, rng: Random) -> None:
    _houses(sheet, rng, lit=True)
    _ground(sheet, "#3d4148")
    sheet.box((0, 430, WIDTH, 452), "#555a61")
    for x in range(60, WIDTH, 150):
        sheet.box((x, 520, x + 70, 528), "#c9c4b4")
    for n, x in enumerate((150, 420, 690)):
        sheet.line([(x, 440), (x, 190), (x + 52, 172)], "#1c222d", 7)
        if n == rng.randrange(3):
            sheet.area([(x + 52, 178), (x - 20, 520), (x + 150, 520)], "#f4d98a40")
            sheet.oval((x + 36, 164, x + 72, 186), "#ffe9a8")
        else:
            sheet.oval((x + 36, 164, x + 72, 186), "#596273")


def _pit(sheet: Sheet, rng: Random) -> None:
    _houses(sheet, rng, lit=False, floor=300)
    _ground(sheet, "#85878a", 300)
    sheet.box((0, 300, WIDTH, 328), "#c7c1b4")
    x = rng.uniform(250, 420)
    sheet.oval((x - 130, 410, x + 150, 520), "#6b6d70")
    sheet.oval((x - 108, 424, x + 128, 508), "#4a4640")
    sheet.oval((x - 70, 446, x + 90, 500), "#7f97a3")
    for dx in (-190, 190):
        sheet.area([(x + dx, 350), (x + dx - 30, 450), (x + dx + 30, 450)], "#dd6b35")
        sheet.area([(x + dx - 11, 388), (x + dx - 18, 412), (x + dx + 18, 412),
                    (x + dx + 11, 388)], "#f4efe6")  # fmt: skip


def _pipe(sheet: Sheet, rng: Random) -> None:
    sheet.box((0, 470, WIDTH, HEIGHT), "#a8a095")
    y = rng.uniform(190, 250)
    sheet.box((0, y, WIDTH, y + 54), "#8897a0")
    sheet.box((0, y + 8, WIDTH, y + 18), "#b6c3ca")
    x = rng.uniform(300, 480)
    sheet.box((x - 34, y - 12, x + 34, y + 66), "#6f7d86", 6)
    for n in range(9):
        drop = y + 74 + n * 30
        sheet.oval((x - 5 + n % 2 * 5, drop, x + 7 + n % 2 * 5, drop + 20), "#6fa6c6")
    sheet.oval((x - 170, 488, x + 190, 560), "#7fb0cb")
    sheet.oval((x - 90, 504, x + 80, 536), "#a7cbdd")


def _wires(sheet: Sheet, rng: Random) -> None:
    _ground(sheet, "#a9b48d", 480)
    tops = []
    for x in (130.0, 430.0, 720.0):
        lean = rng.uniform(-22, 30)
        sheet.line([(x, 500), (x + lean, 110)], "#5b4a3c", 14)
        sheet.line([(x + lean - 62, 146), (x + lean + 62, 140)], "#5b4a3c", 9)
        tops.append(x + lean)
    for side in (-54.0, 0.0, 54.0):
        for a, b in zip([-60, *tops], [*tops, 860], strict=True):
            middle, sag = (a + b) / 2 + side, rng.uniform(30, 96)
            points = [(a + side, 140), (middle - 60, 140 + sag), (middle + 60, 140 + sag),
                      (b + side, 140)]  # fmt: skip
            sheet.line(points, "#2f2f33", 3)


def _radiator(sheet: Sheet, rng: Random) -> None:
    sheet.box((0, 500, WIDTH, HEIGHT), "#b98f64")
    sheet.box((140, 60, 660, 230), "#a9c7da", 6)
    sheet.box((394, 60, 406, 230), "#f6f1e8")
    for n in range(11):
        rib = 190 + n * 38
        sheet.box((rib, 300, rib + 28, 470), "#f7f5f0", 10)
        sheet.box((rib + 20, 306, rib + 26, 464), "#d8d3c8", 3)
    sheet.line([(150, 330), (190, 330)], "#b5afa4", 10)
    x = 560 + rng.uniform(-20, 20)
    sheet.box((x, 250, x + 26, 292), "#ffffff", 5)
    sheet.line([(x + 13, 258), (x + 13, 284)], "#4f7fb3", 4)


def _bins(sheet: Sheet, rng: Random) -> None:
    _houses(sheet, rng, lit=False, floor=330)
    _ground(sheet, "#aaa79d", 330)
    for x, colour in ((150.0, "#4d7c57"), (310.0, "#54748f"), (470.0, "#8a5a4c")):
        sheet.box((x, 280, x + 120, 460), colour, 8)
        sheet.box((x - 8, 262, x + 128, 288), "#2f3b3a", 6)
    for _bag in range(8):
        x, y = rng.uniform(120, 660), rng.uniform(440, 500)
        size = rng.uniform(44, 78)
        shade = rng.choice(("#3b3d42", "#6d6f73", "#dad5ca", "#9ba3a8"))
        sheet.oval((x, y, x + size, y + size * 0.8), shade)
        sheet.area([(x + size / 2 - 8, y + 6), (x + size / 2, y - 12), (x + size / 2 + 8, y + 6)],
                   shade)  # fmt: skip


def _blocks(sheet: Sheet, rng: Random) -> None:
    wall = (180, 60, 640, 500)
    sheet.box(wall, "#d8c7ac")
    _windows(sheet, rng, wall, lit=False)
    _ground(sheet, "#b4b2a4", 500)
    x = rng.uniform(300, 520)
    crack = [(x, 60.0)]
    while crack[-1][1] < 330:
        crack.append((crack[-1][0] + rng.uniform(-22, 22), crack[-1][1] + rng.uniform(18, 40)))
    sheet.line(crack, "#6b5b49", 4)
    sheet.oval((x - 70, 90, x + 60, 200), "#8f7d6240")


def _cars(sheet: Sheet, rng: Random) -> None:
    _houses(sheet, rng, lit=False, floor=320)
    _ground(sheet, "#8b8d8f", 320)
    for n in range(4):
        x, y = 20 + n * 190 + rng.uniform(-12, 12), 380 + rng.uniform(0, 60)
        colour = rng.choice(("#b5473c", "#e8e6e0", "#3f5874", "#6f7a6a", "#c9a24b"))
        sheet.box((x, y, x + 170, y + 56), colour, 16)
        sheet.area(
            [(x + 30, y + 4), (x + 54, y - 38), (x + 124, y - 38), (x + 148, y + 4)], colour
        )
        sheet.area([(x + 42, y), (x + 60, y - 30), (x + 118, y - 30), (x + 136, y)], "#b9d0da")
        for wheel in (x + 22, x + 114):
            sheet.oval((wheel, y + 36, wheel + 36, y + 72), "#26282b")
            sheet.oval((wheel + 10, y + 46, wheel + 26, y + 62), "#9fa3a6")


def _night(sheet: Sheet, rng: Random) -> None:
    _houses(sheet, rng, lit=True, floor=480)
    _ground(sheet, "#2b303b", 480)
    x = rng.uniform(280, 460)
    for n in range(4):
        size = 60 + n * 46
        sheet.arc((x - size, 330 - size, x + size, 330 + size), -45, 45, "#f0b45ecc", 7)
    sheet.box((x - 46, 300, x, 360), "#f0b45e", 6)


def _stair(sheet: Sheet, rng: Random) -> None:
    sheet.box((0, 520, WIDTH, HEIGHT), "#9a948a")
    for n in range(7):
        sheet.box((430 + n * 52, 480 - n * 46, WIDTH, 526 - n * 46), "#bdb6aa" if n % 2 else
                  "#aea79b")  # fmt: skip
    for n in range(3):
        x, y = 60 + n * 120 + rng.uniform(-10, 10), 420 + n % 2 * 14
        for wheel in (x, x + 92):
            sheet.arc((wheel, y, wheel + 84, y + 84), 0, 360, "#2c2f33", 8)
        frame = [(x + 42, y + 42), (x + 66, y - 20), (x + 120, y - 20), (x + 134, y + 42)]
        colour = rng.choice(("#b5473c", "#3f5874", "#4d7c57"))
        sheet.line(frame, colour, 9)
        sheet.line([(x + 120, y - 20), (x + 124, y - 60)], "#2c2f33", 6)
    sheet.box((60, 120, 150, 200), "#c23b30", 6)
    sheet.box((80, 140, 130, 180), "#f4efe6", 4)


def _tree(sheet: Sheet, rng: Random) -> None:
    _ground(sheet, "#a6b98a", 420)
    sheet.area([(300, 420), (520, 420), (760, 600), (60, 600)], "#d6cbb6")
    x = rng.uniform(250, 330)
    sheet.area([(x - 26, 470), (x - 12, 200), (x + 14, 200), (x + 30, 470)], "#6d5540")
    for _leaf in range(26):
        cx, cy, r = x + rng.uniform(-190, 200), rng.uniform(60, 270), rng.uniform(34, 74)
        shade = rng.choice(("#5f8a57", "#6f9a63", "#4e7a4d", "#86a871"))
        sheet.oval((cx - r, cy - r * 0.8, cx + r, cy + r * 0.8), shade)
    sheet.line([(x + 20, 240), (x + 210, 380), (x + 320, 400)], "#6d5540", 13)


def _field(sheet: Sheet, rng: Random) -> None:
    _ground(sheet, "#b9a878", 330)
    for n in range(9):
        y = 340 + n * n * 3.4
        sheet.line([(0, y + 8), (WIDTH, y)], "#9c8a5c" if n % 2 else "#a9b776", 5 + n)
    sheet.area([(470, 330), (470, 240), (560, 180), (650, 240), (650, 330)], "#dccbb2")
    sheet.area([(452, 246), (560, 168), (668, 246)], "#a4523f")
    for n in range(5):
        x = 90 + n * 70 + rng.uniform(-8, 8)
        sheet.box((x, 300, x + 8, 400), "#8d8f8c")
    sheet.line([(90, 330), (380, 326)], "#c23b30", 4)


Scene = tuple[Callable[[Sheet, Random], None], Colours]
SCENES: dict[str, Scene] = {
    "ROADS": (_pit, DAY),
    "WATER": (_pipe, ("#d9dcd8", "#c3c4bd")),
    "POWER": (_wires, DAY),
    "GAS_HEAT": (_radiator, ROOM),
    "SANITATION": (_bins, DAY),
    "HOUSING": (_blocks, DAY),
    "PARKING": (_cars, DAY),
    "NOISE": (_night, DUSK),
    "SAFETY": (_stair, ROOM),
    "GREEN": (_tree, DAY),
    "LAND": (_field, DAY),
    "LAMPS": (_street, DUSK),
}

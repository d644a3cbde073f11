# SPDX-License-Identifier: Apache-2.0
"""Growth: the exponent that fits, and a plot as a small SVG with both axes logarithmic."""

import math

WIDTH, HEIGHT = 460, 280
LEFT, RIGHT, TOP, BOTTOM = 62, 34, 30, 42


def exponent(points):
    """The k of y = c · x^k that fits best, on a logarithmic scale; None for fewer than two points."""
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len(logs) < 2:
        return None
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    if spread == 0:
        return None
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread


def growth(points):
    """The exponent of what comes on top of the smallest x.

    A start takes its time with one schedule too; counted in, it would hide how the rest grows. Only what is at least
    a fifth of that base counts, for less is noise. None: nothing grows.
    """
    base = points[0][1]
    return exponent([(x, y - base) for x, y in points[1:] if y - base >= base / 5])


def fitted(points, fit, base=0.0):
    """The curve base + c · x^fit through the last point, at the same x."""
    last_x, last_y = points[-1]
    return [(x, base + (last_y - base) * (x / last_x) ** fit) for x, _ in points]


def svg(title, x_name, y_name, points, fit=(), note=""):
    """A plot as text. points and fit: (x, y), all positive; the fit is a dashed line."""
    xs = [math.log10(max(x, 1e-9)) for x, _ in points]
    ys = [math.log10(max(y, 1e-9)) for _, y in points]
    x_low, x_high = math.floor(min(xs)), max(math.ceil(max(xs)), math.floor(min(xs)) + 1)
    y_low, y_high = math.floor(min(ys)), max(math.ceil(max(ys)), math.floor(min(ys)) + 1)

    def place(x, y):
        across = LEFT + (x - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT)
        up = HEIGHT - BOTTOM - (y - y_low) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM)
        return across, up

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' font-family="sans-serif" font-size="11">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="18" font-size="13">{escape(title)}</text>',
    ]
    for exponent_ in range(x_low, x_high + 1):
        x, bottom = place(exponent_, y_low)
        out.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{x:.1f}" y="{bottom + 14:.1f}" text-anchor="middle">{label(exponent_)}</text>')
    for exponent_ in range(y_low, y_high + 1):
        left, y = place(x_low, exponent_)
        out.append(f'<line x1="{left:.1f}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{left - 5:.1f}" y="{y + 4:.1f}" text-anchor="end">{label(exponent_)}</text>')
    dashes = " ".join("%.1f,%.1f" % place(math.log10(x), max(y_low, min(y_high, math.log10(y)))) for x, y in fit)
    out.append(f'<polyline points="{dashes}" fill="none" stroke="#b0562b" stroke-dasharray="5 4"/>')
    line = " ".join("%.1f,%.1f" % place(x, y) for x, y in zip(xs, ys))
    out.append(f'<polyline points="{line}" fill="none" stroke="#1f6f43" stroke-width="1.5"/>')
    for x, y in zip(xs, ys):
        out.append('<circle cx="%.1f" cy="%.1f" r="3" fill="#1f6f43"/>' % place(x, y))
    out.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{escape(x_name)}</text>')
    out.append(f'<text x="{LEFT}" y="{HEIGHT - 8}">{escape(y_name)}; {escape(note)}</text>')
    return "\n".join([*out, "</svg>", ""])


def label(power):
    return f"{10**power:,}".replace(",", " ") if power >= 0 else f"{10.0**power:g}"


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

"""The table, as text for the terminal and as Markdown for docs/benchmarks.md."""

from __future__ import annotations

from dataclasses import dataclass

from bounds import reason
from contenders import LIMITS, OURS, PEERS
from measure import Measured
from rows import Row


@dataclass
class Line:
    """A row with what was measured, and the ratios that matter. Ratios are of speed: above 1, ours is faster."""

    row: Row
    measured: dict[str, Measured]
    # Medians of ours in the rows before.
    known: dict[str, float]

    def median(self, name: str) -> float | None:
        one = self.measured.get(name)
        return one.median if one else None

    def ratio(self, name: str) -> float | None:
        ours, other = self.median(OURS.name), self.median(name)
        return other / ours if ours and other else None

    @property
    def best(self) -> tuple[str, float] | None:
        """The fastest peer and ours to it."""
        ratios = [(p.name, r) for p in PEERS if (r := self.ratio(p.name)) is not None]
        return min(ratios, key=lambda pair: pair[1], default=None)

    def judged(self) -> list[tuple[str, bool]]:
        """Each target that can be judged by what was measured, and whether it is met."""
        target, ours, found = self.row.target, self.measured[OURS.name], []
        if ours.median is None:
            return []
        if target.limit and (ratio := self.ratio(LIMITS.name)) is not None:
            found.append((f"limit {target.limit:g}", ratio >= target.limit))
        if target.peer and self.best:
            found.append((f"peer {target.peer:g}", self.best[1] >= target.peer))
        if target.zarrs and (ratio := self.ratio("zarrs")) is not None:
            found.append((f"zarrs {target.zarrs:g}", ratio >= target.zarrs))
        if target.times and (other := self.known.get(target.times[0])):
            found.append((f"{ours.median / other:.2f} x {target.times[0]}", ours.median <= other * target.times[1]))
        if target.seconds:
            found.append((seconds_text(target.seconds), ours.median <= target.seconds))
        if target.p50 and (p50 := ours.quantile(0.5)) is not None:
            found.append((f"p50 {seconds_text(target.p50)}", p50 <= target.p50))
        # Beside a small output the program itself counts more than what it does.
        if target.rss_over and ours.rss and ours.bytes >= 2**29:
            text = f"RSS output + {target.rss_over * 100 - 100:.0f} %"
            found.append((text, ours.rss <= ours.bytes * target.rss_over))
        if target.rss_mib and ours.rss:
            found.append((f"RSS {target.rss_mib:.0f} MiB", ours.rss <= target.rss_mib * 2**20))
        return found

    def figure(self, target: str) -> str:
        """What stands against a target."""
        ours = self.measured[OURS.name]
        match target.split()[0]:
            case "limit":
                return ratio_text(self.ratio(LIMITS.name))
            case "peer":
                return f"{self.best[1]:.2f} of {self.best[0]}"
            case "zarrs":
                return ratio_text(self.ratio("zarrs"))
            case "p50":
                return seconds_text(ours.quantile(0.5))
            case "RSS":
                return f"{ours.rss / 2**20:.0f} MiB"
            case _:
                return seconds_text(ours.median)

    def verdict(self) -> str:
        return ", ".join(f"{text} {'met' if good else 'MISSED'}" for text, good in self.judged())

    def cells(self) -> list[str]:
        ours = self.measured[OURS.name]
        if ours.failed:
            ours_text, speed, spread = ours.failed[:40], "", ""
        else:
            ours_text = seconds_text(ours.median)
            speed = f"{ours.bytes / 1e6 / ours.median:.0f}" if ours.bytes else ""
            spread = f"{(max(ours.seconds) - min(ours.seconds)) / ours.median * 100:.0f}%"
        p50 = ours.quantile(0.5)
        if p50:
            speed = f"p50 {p50 * 1e6:.0f} p99 {ours.quantile(0.99) * 1e6:.0f} us"
        best = self.best
        return [
            self.row.name,
            ours_text,
            spread,
            speed,
            ratio_text(self.ratio(LIMITS.name)),
            f"{best[1]:.2f} {best[0]}" if best else "",
            *(self.peer_text(name) for name in others(self.measured)),
            *(memory_text(self.measured.get(name)) for name in [OURS.name, best[0] if best else ""]),
            " / ".join(f"{p.process:.2f}" for p in [ours, self.measured.get(best[0] if best else "")] if p and p.process),
            self.verdict(),
        ]

    def peer_text(self, name: str) -> str:
        one = self.measured[name]
        if one.failed:
            return "WRONG" if one.failed.startswith("WRONG") else "-"
        return ratio_text(self.ratio(name)) or seconds_text(one.median)


def seconds_text(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} us"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def others(measured: dict[str, Measured]) -> list[str]:
    """Those who have a column of their own."""
    return [name for name in measured if name not in (OURS.name, LIMITS.name)]


def ratio_text(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def memory_text(one: Measured | None) -> str:
    return f"{one.rss / 2**20:.0f}" if one and one.rss else ""


def heads(lines: list[Line]) -> list[str]:
    names = others(lines[0].measured) if lines else []
    return [
        "row", "ours", "spread", "MB/s", "/limit", "/best peer", *(f"/{name}" for name in names), "RSS MiB", "RSS best peer",
        "process s", "target",
    ]  # fmt: skip


def failures(lines: list[Line]) -> list[str]:
    """What could not be measured, and why: one line for each reason."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        for name, one in line.measured.items():
            if one.failed:
                reasons.setdefault((name, one.failed), []).append(line.row.name)
    return [f"{name}, {', '.join(rows)}: {reason}" for (name, reason), rows in reasons.items()]


def text(lines: list[Line]) -> str:
    cells = [heads(lines)] + [line.cells() for line in lines]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells)


def markdown(lines: list[Line]) -> str:
    rows = [heads(lines), ["---"] * len(heads(lines))] + [line.cells() for line in lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def targets(lines: list[Line]) -> str:
    """How many targets are met, and those that are not."""
    judged = [(line, text, good) for line in lines for text, good in line.judged()]
    missed = []
    for line, text, good in judged:
        if not good:
            why = reason(line.row.name, text)
            missed.append(f"- {line.row.name}: {text}, has {line.figure(text)}" + (f"; {why}" if why else ""))
    return "\n".join([f"{len(judged) - len(missed)} of {len(judged)} are met." + (" Missed:\n" if missed else ""), *missed])

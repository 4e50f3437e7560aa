"""What clocks show by a tz database on disk, read by Python's zoneinfo: nothing here is ours.

  by_zoneinfo.py changes FOLDER FROM UNTIL   the changes of every clock, to the minute, with the names that have them in common
  by_zoneinfo.py hours FOLDER FROM UNTIL     of every name, the offset at every full hour, where it is another than the hour before

FOLDER is `usr/share/zoneinfo` of Debian's package tzdata; FROM and UNTIL are days. JSON; offsets in minutes, moments in seconds.
"""

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo, reset_tzpath

HOUR = 3600


def names_in(folder: Path) -> list[str]:
    names = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(("posix/", "right/")) and path.read_bytes()[:4] == b"TZif":
            names.append(name)
    # These are no places: rules without a name, and the machine's own.
    return [name for name in names if name not in ("posixrules", "localtime", "Factory")]


def offset_of(zone: ZoneInfo, at: int) -> float:
    return datetime.fromtimestamp(at, zone).utcoffset() / timedelta(minutes=1)


def hours(zone: ZoneInfo, start: int, end: int) -> list[list[float]]:
    found: list[list[float]] = []
    for at in range(start, end, HOUR):
        offset = offset_of(zone, at)
        if not found or found[-1][1] != offset:
            found.append([at, offset])
    return found


def changes(zone: ZoneInfo, start: int, end: int) -> list[list[float]]:
    found = [[start, offset_of(zone, start)]]
    for day in range(start, end, 24 * HOUR):
        before, after = offset_of(zone, day), offset_of(zone, day + 24 * HOUR)
        if before == after:
            continue
        low, high = day, day + 24 * HOUR
        while high - low > 60:
            middle = low + (high - low) // 2 // 60 * 60
            low, high = (middle, high) if offset_of(zone, middle) == before else (low, middle)
        found.append([high, after])
    return found


def main() -> None:
    how, folder, first, last = sys.argv[1], Path(sys.argv[2]).resolve(), sys.argv[3], sys.argv[4]
    reset_tzpath(to=[str(folder)])
    start, end = (int(datetime.fromisoformat(day).replace(tzinfo=timezone.utc).timestamp()) for day in (first, last))
    release = (folder / "tzdata.zi").read_text().split("\n", 1)[0].removeprefix("# version ")
    look = {"hours": hours, "changes": changes}[how]
    known = {name: look(ZoneInfo(name), start, end) for name in names_in(folder)}
    if how == "changes":
        groups: dict[str, list[str]] = {}
        for name, found in known.items():
            groups.setdefault(json.dumps(found), []).append(name)
        told = [{"names": names, "changes": json.loads(found)} for found, names in groups.items()]
    else:
        told = known
    print(json.dumps({"release": release, "from": first, "until": last, "clocks": told}))


main()

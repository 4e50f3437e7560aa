"""When schedules come due, by dateutil's RFC 5545 rules and Python's zoneinfo: nothing here is ours.

  by_rrule.py FOLDER < CASES   FOLDER is `usr/share/zoneinfo` of Debian's package tzdata

CASES: a JSON list of {"schedule", "zone", "after", "count"}. Answers per case its next slots, [wall time, instant] each.

Of a wall time that never comes, zoneinfo takes the offset from before (fold=0), which is as much later as the clocks jump; of
one that comes twice, the first (PEP 495). That is the product's rule, too.
"""

import json
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo, reset_tzpath

from dateutil.rrule import FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule, rruleset

DAYS = {"mon": MO, "tue": TU, "wed": WE, "thu": TH, "fri": FR, "sat": SA, "sun": SU}
PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
QUARTERS = ((1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12))


def rules(schedule: dict, start: datetime) -> list[rrule]:
    every, on = schedule["every"], schedule["on"]
    if every == "week":
        counted = datetime.fromisoformat(schedule["countedFrom"])
        interval = schedule["interval"]
        # DTSTART bounds a rule: earlier by whole rounds, it is the same rule.
        while counted > start:
            counted -= timedelta(weeks=interval * 50)
        return [rrule(WEEKLY, counted, interval=interval, wkst=MO, byweekday=[DAYS[day] for day in on])]
    if every == "year":
        dates = [(int(one[:2]), int(one[3:])) for one in on]
        return [rrule(YEARLY, start, bymonth=m, bymonthday=-1 if (m, d) == (2, 29) else d) for m, d in dates]
    found = []
    for one in on:
        if one == "last day":
            found.append(rrule(MONTHLY, start, bymonth=(3, 6, 9, 12), bymonthday=-1))
        elif isinstance(one, int):
            found.append(rrule(MONTHLY, start, bymonth=(1, 4, 7, 10), bymonthday=one))
        else:
            ordinal, day = one.split()
            place = PLACES[ordinal]
            days = [MO, TU, WE, TH, FR] if day == "weekday" else [DAYS[day]]
            if every == "month" and day != "weekday":
                found.append(rrule(MONTHLY, start, byweekday=DAYS[day](place)))
            elif every == "month":
                found.append(rrule(MONTHLY, start, byweekday=days, bysetpos=place))
            else:
                found += [rrule(YEARLY, start, bymonth=q, byweekday=days, bysetpos=place) for q in QUARTERS]
    return found


def slots(schedule: dict, zone: str, after: str, count: int) -> list[list[str]]:
    moment = datetime.fromisoformat(after.replace("Z", "+00:00"))
    start = datetime(moment.year - 1, 1, 1)
    dates = rruleset()
    for rule in rules(schedule, start):
        dates.rrule(rule)
    first = date.fromisoformat(schedule.get("from", "0001-01-01"))
    last = date.fromisoformat(schedule.get("until", "9999-12-31"))
    left_out = {date.fromisoformat(one) for one in schedule.get("except", [])}
    place = ZoneInfo(zone)
    found: dict[datetime, datetime] = {}
    for day in dates.xafter(datetime.combine(moment.date() - timedelta(days=3), datetime.min.time()), inc=True):
        if day.date() > last or len(found) > count + 60:
            break
        if day.date() < first or day.date() in left_out:
            continue
        for time in schedule["at"]:
            wall = day.replace(hour=int(time[:2]), minute=int(time[3:]))
            at = wall.replace(tzinfo=place, fold=0).astimezone(timezone.utc)
            if at > moment:
                found[at] = min(wall, found.get(at, wall))
    return [
        [wall.isoformat()[:16], at.isoformat().replace("+00:00", ".000Z")] for at, wall in sorted(found.items())[:count]
    ]


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    reset_tzpath(to=[str(folder)])
    release = (folder / "tzdata.zi").read_text().split("\n", 1)[0].removeprefix("# version ")
    cases = json.load(sys.stdin)
    told = [slots(one["schedule"], one["zone"], one["after"], one["count"]) for one in cases]
    print(json.dumps({"release": release, "slots": told}))


main()

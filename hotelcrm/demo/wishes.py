"""What invented guests like, who noticed it and how surely; what they agreed to is in ``rows.py``.

At most one preference of a category, so that nobody asks for a king bed and for twin beds.
"""

from random import Random
from typing import Final

from .people import Person, Wish, pick
from .seasons import TODAY

# Category: tags, those usual earlier in the list more often; then who notices.
_ANYBODY: Final = {
    "floor": (
        "high-floor away-from-lift high-floor low-floor near-lift end-of-corridor no-number-four number-eight",
        "",
    ),
    "quiet": ("quiet-room quiet-room courtyard-side light-sleeper blackout-curtains", "housekeeping"),
    "pillow": (
        "buckwheat-pillow latex-pillow extra-pillow memory-foam-pillow low-pillow extra-blanket light-duvet",
        "housekeeping",
    ),
    "drinks": (
        (
            "longjing-tea coffee puer-tea sparkling-water black-tea oat-milk herbal-tea red-wine white-wine beer "
            "whisky no-alcohol still-room-temperature decaf"
        ),
        "restaurant",
    ),
    "bed": ("king-bed king-bed twin-beds firm-mattress soft-mattress", ""),
    "dining": ("window-table quiet-table private-dining terrace-table room-service", "restaurant"),
    "diet": (
        "light-food vegetarian no-spicy spicy no-coriander low-sugar chinese-breakfast western-breakfast",
        "restaurant",
    ),
    "temperature": ("cool-room warm-room humidifier air-purifier fresh-air no-air-conditioning", "housekeeping"),
    "room": ("lake-view bathtub corner-room balcony garden-view same-room shower-only", ""),
    "smoking": ("non-smoking non-smoking smoke-sensitive smoking", "housekeeping"),
    "housekeeping": ("late-cleaning early-cleaning no-daily-linen more-towels do-not-move-things", "housekeeping"),
    "amenities": ("kettle warm-water iron adapter slippers-large yoga-mat fruit flowers", "housekeeping"),
    "wellness": ("gym swims massage running sauna female-therapist", "spa"),
}
_BY_SEGMENT: Final = {
    "business": {
        "reading": ("financial-press local-newspaper english-newspaper", "housekeeping"),
        "service": ("express-check-in invoice-company late-check-out formal-address", ""),
        "transport": ("airport-transfer station-transfer late-arrival own-driver parking", "concierge"),
        "work": ("large-desk", "housekeeping"),
    },
    "leisure": {
        "interest": ("tea-culture hiking local-food photography museums wine-tasting live-music shopping", "concierge"),
        "service": ("late-check-out likes-conversation early-check-in", ""),
        "price": ("likes-packages price-sensitive price-insensitive", ""),
    },
    "family": {
        "family": ("travels-with-children travels-with-children travels-with-parents travels-with-baby kids-club", ""),
        "for the children": ("cot extra-bed high-chair childrens-books connecting-rooms", "housekeeping"),
        "transport": ("parking electric-car airport-transfer", "concierge"),
        "price": ("likes-packages price-sensitive", ""),
    },
    "meeting": {
        "service": ("invoice-company express-check-in", ""),
        "transport": ("station-transfer airport-transfer", "concierge"),
        "do-not-disturb": ("no-morning-visits no-turndown no-calls", "housekeeping"),
    },
}
_POOLS: Final = {
    segment: [(tuple(tags.split()), seen_by) for tags, seen_by in (*_ANYBODY.values(), *own.values(), *own.values())]
    for segment, own in _BY_SEGMENT.items()
}
ALLERGIES: Final = (
    "allergy-peanut",
    "allergy-shellfish",
    "allergy-feather",
    "allergy-milk",
    "allergy-pollen",
    "allergy-tree-nut",
    "allergy-peanut",
    "allergy-dust-mite",
    "allergy-egg",
    "allergy-fish",
    "allergy-penicillin",
    "gluten-free",
    "lactose-free",
    "halal",
    "wheelchair",
    "diabetes",
    "pregnant",
)
_SOURCES: Final = ("stated",) * 9 + ("observed",) * 8 + ("inferred",) * 3
_NOTES: Final = {
    "zh": ("明前的更好", "上次已为其更换", "请提前准备", "早餐时提到", "与家人同行时", "两份"),
    "en": ("asked for it twice", "already changed it last time", "please prepare before arrival", "said at breakfast"),
}


def wish(random: Random, person: Person) -> None:
    """Give `person` the preferences a hotel would have noted by now: more stays, more known."""
    if person.is_companion and random.random() < 0.8:
        return
    if person.visits and random.random() < 0.035:
        person.wishes.append(_one(random, person, pick(random, ALLERGIES), ""))
    wanted = min(7, int(random.random() * (1.6 + 0.75 * min(person.visits, 8))))
    pools, used = _POOLS[person.segment], {wish.tag for wish in person.wishes}
    for _ in range(wanted):
        tags, seen_by = pick(random, pools)
        if used.isdisjoint(tags):
            used.update(tags)
            person.wishes.append(_one(random, person, tags[int(random.random() ** 1.6 * len(tags))], seen_by))


def _one(random: Random, person: Person, tag: str, seen_by: str) -> Wish:
    source = pick(random, _SOURCES)
    confidence = 100 if source == "stated" else 50 + int(random.random() * 40)
    times = 1 + int(random.random() ** 3 * min(person.visits + 1, 9))
    note = pick(random, _NOTES["zh" if person.is_chinese else "en"]) if random.random() < 0.12 else ""
    day = min(TODAY - 1, person.first + int(random.random() * (TODAY - person.first)))
    return Wish(tag, source, confidence, times, seen_by if source == "observed" else "", note, day)

"""The icons in our sprite, by their names in Bootstrap Icons.

Need another? Add its name and run ``manage.py vendor icons``: the sprite stays small because it holds only these.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_NAMES = """
    airplane alarm archive arrow-clockwise arrow-counterclockwise arrow-down arrow-down-right arrow-left
    arrow-left-right arrow-repeat arrow-return-left arrow-right arrow-up arrow-up-circle arrow-up-right award award-fill
    bag balloon ban bandaid bank bar-chart bar-chart-line basket basket3 bell bell-slash bicycle book bookmark
    bookmark-check box-arrow-in-right box-arrow-right box-arrow-up-right briefcase brush building buildings cake
    cake2 cake2-fill calculator calendar calendar-check calendar-date calendar-event calendar-heart
    calendar-plus calendar-range calendar-week calendar-x camera capsule car-front card-checklist card-list
    card-text cash cash-coin cash-stack chat chat-dots chat-heart chat-left-text chat-quote chat-square-dots
    chat-square-heart chat-square-quote chat-square-text chat-text check check-all check-circle check-circle-fill
    check-lg check2 check2-all check2-circle chevron-down chevron-left chevron-right chevron-up circle circle-fill
    clipboard
    clipboard-check clipboard-data clock clock-history cloud-sun coin collection columns controller cookie
    credit-card credit-card-2-front cup cup-hot cup-hot-fill cup-straw currency-dollar currency-yen dash
    dash-circle database diagram-3 display door-closed door-open dot download droplet droplet-half egg egg-fried
    emoji-smile envelope envelope-at envelope-check envelope-exclamation envelope-x exclamation-circle
    exclamation-circle-fill exclamation-diamond exclamation-octagon exclamation-triangle
    exclamation-triangle-fill eye eye-slash eyeglasses file-earmark file-earmark-arrow-down
    file-earmark-arrow-up file-earmark-check file-earmark-excel file-earmark-spreadsheet file-earmark-text
    file-earmark-x filter fingerprint fire flag flag-fill flower1 flower2 flower3 folder fullscreen funnel gear
    gem gender-ambiguous geo-alt gift globe globe2 graph-down graph-up graph-up-arrow grid grid-3x3-gap
    hand-thumbs-up handbag hash headset heart heart-fill heart-pulse hospital hourglass hourglass-split house
    house-door house-heart hurricane image inbox incognito info-circle info-circle-fill journal journal-check
    journal-text key key-fill keyboard ladder lamp lamp-fill laptop layers layers-half layout-sidebar
    layout-split life-preserver lightbulb lightning link link-45deg list list-check list-task list-ul lock lock-fill
    luggage
    magic mailbox map megaphone mic moisture moon moon-stars music-note newspaper palette paperclip patch-check
    patch-exclamation patch-question pause-circle peace pencil pencil-square phone people people-fill percent person
    person-add person-badge person-check person-circle person-dash person-exclamation person-fill person-gear
    person-heart person-hearts person-lock person-plus person-raised-hand person-slash person-standing
    person-vcard person-walking person-wheelchair person-workspace person-x pie-chart pin-angle pin-map
    play-circle plus plus-circle plus-lg plus-square power printer qr-code question-circle question-lg receipt
    recycle reply save search send shield shield-check shield-exclamation shield-lock shield-x shop shuffle
    sign-stop-lights signpost slash-circle slash-lg sliders snow snow2 sort-alpha-down sort-down sort-down-alt
    sort-up speedometer2 square star star-fill star-half stars sticky stop-circle stopwatch suit-heart sun
    sun-fill sunglasses sunrise sunset table tablet tag tag-fill tags telephone telephone-outbound text-left
    thermometer-half thermometer-high thermometer-snow three-dots three-dots-vertical ticket ticket-detailed
    ticket-perforated toggles train-front translate trash trash3 tree trophy trophy-fill truck tv type umbrella
    universal-access unlock upc upload vector-pen virus volume-down volume-mute volume-off volume-up wallet
    wallet2 water wechat wifi wifi-off wind x x-circle x-circle-fill x-lg x-octagon yin-yang zoom-in
"""

ICONS = frozenset(_NAMES.split())


def check_icon(name: str) -> None:
    """Refuse the name of an icon that the sprite does not hold."""
    if name not in ICONS:
        raise ValidationError(_("There is no icon called %(name)s; try tag, star or gift."), params={"name": name})

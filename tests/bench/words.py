"""Word lists of the made-up catalogue and of what customers ask; no brand here is real."""

from __future__ import annotations

ONSETS = (
    "b", "br", "c", "d", "dr", "f", "fl", "g", "gl", "h", "j", "k", "kr", "l", "m", "n", "p",
    "pl", "qu", "r", "s", "sk", "st", "t", "tr", "v", "w", "y", "z",
)  # fmt: skip
VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "io", "ou", "y")
CODAS = ("", "", "", "l", "m", "n", "r", "s", "x", "k", "nd", "rt", "th", "ck", "v")
COMPANY_WORDS = (
    "Audio", "Home", "Mobile", "Labs", "Electronics", "Tools", "Lighting", "Systems", "Sound",
    "Digital", "Works", "Kitchen", "Garden", "Instruments", "Networks",
)  # fmt: skip
SERIES = (
    "Pulse", "Nova", "Ridge", "Comet", "Lumen", "Harbor", "Vertex", "Mosaic", "Falcon", "Breeze",
    "Cinder", "Orchid", "Summit", "Tundra", "Zenith", "Ember", "Quartz", "Willow", "Cobalt",
    "Meridian", "Sable", "Echo", "Drift", "Aster", "Polar", "Canyon", "Raven", "Sierra", "Topaz",
    "Velvet", "Halo", "Onyx", "Prism", "Cirrus", "Lagoon", "Bolt", "Fable", "Grove", "Karma",
    "Indigo",
)  # fmt: skip
GRADES = ("Pro", "Plus", "Lite", "Max", "Mini", "Ultra", "SE", "Neo", "Prime", "XL", "Duo", "Air")
KINDS = (
    ("motion sensor", "Sensors"), ("smart plug with power meter", "Smart home"),
    ("wireless headphones", "Headphones"), ("bluetooth speaker", "Speakers"),
    ("robot vacuum cleaner", "Vacuum cleaners"), ("espresso machine", "Coffee machines"),
    ("drum sound module", "Drum modules"), ("digital piano", "Digital pianos"),
    ("audio interface", "Audio interfaces"), ("mixer", "Mixers"), ("tablet", "Tablets"),
    ("android phone", "Phones"), ("temperature and humidity sensor", "Sensors"),
    ("wall switch 2 gang", "Smart home"), ("laser printer", "Printers"),
    ("dash camera", "Cameras"), ("cordless drill", "Power tools"), ("air purifier", "Air"),
    ("dimmable led bulb E27", "Lighting"), ("soundbar with subwoofer", "Speakers"),
    ("studio monitor", "Studio monitors"), ("guitar amplifier", "Amplifiers"),
    ("mesh wifi router", "Routers"), ("electric kettle", "Kettles"),
    ("baby monitor", "Baby monitors"), ("radiator thermostat", "Heating"),
    ("gaming keyboard", "Keyboards"), ("action camera 4K", "Cameras"),
    ("sewing machine", "Sewing machines"), ("lawn mower", "Garden"),
)  # fmt: skip
THINGS_FOR = (
    ("Hard Shell Case", "Cases"), ("Screen Protector", "Screen protectors"),
    ("Charging Cable", "Cables"), ("Wall Mount", "Mounts"), ("Power Adapter", "Adapters"),
    ("Update Pack", "Upgrades"), ("Carry Bag", "Bags"), ("Replacement Strap", "Straps"),
)  # fmt: skip
COLOURS = ("Black", "White", "Silver", "Red", "Blue", "Rose", "Graphite", "Sand")

# {} is where the product stands.
SENTENCES = (
    "how do i pair my {} with my phone",
    "my {} does not charge any more",
    "hello, the display of the {} stays dark, what should i try",
    "where do i find the serial number of the {}",
    "i just bought a {} and it keeps switching itself off",
    "is there a newer firmware for {}?",
    "can you tell me how to clean the {} properly",
    "the {} shows an error and beeps three times",
    "does the {} work with a usb-c charger?",
    "we have got two of the {} at home and one is louder than the other",
)
KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

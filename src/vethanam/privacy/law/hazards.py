"""The hazards of an emergency, each with its words in a short message."""

from __future__ import annotations

from collections.abc import Mapping

HAZARDS: Mapping[str, Mapping[str, str]] = {
    "flood": {"en": "Flood", "ml": "വെള്ളപ്പൊക്കം"},
    "heavy_rain": {"en": "Very heavy rain", "ml": "അതിതീവ്ര മഴ"},
    "landslide": {"en": "Landslide", "ml": "ഉരുൾപൊട്ടൽ"},
    "cyclone": {"en": "Cyclone", "ml": "ചുഴലിക്കാറ്റ്"},
    "high_waves": {"en": "High waves", "ml": "കടലാക്രമണം"},
    "lightning": {"en": "Lightning", "ml": "ഇടിമിന്നൽ"},
    "heat": {"en": "Extreme heat", "ml": "കൊടുംചൂട്"},
    "dam_release": {"en": "Opening of a dam", "ml": "അണക്കെട്ട് തുറക്കൽ"},
    "fire": {"en": "Fire", "ml": "തീപിടിത്തം"},
    "chemical_leak": {"en": "Chemical leak", "ml": "രാസവാതക ചോർച്ച"},
    "earthquake": {"en": "Earthquake", "ml": "ഭൂകമ്പം"},
    "public_order": {"en": "Breakdown of public order", "ml": "ക്രമസമാധാന തകർച്ച"},
}

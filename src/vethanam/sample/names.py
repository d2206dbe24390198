"""Made-up names of the demo's people in both scripts: a given name and a house name from two short lists."""

from __future__ import annotations

FIRST_NUMBER = 100101
_GIVEN = """
Anitha അനിത|Basheer ബഷീർ|Chandrika ചന്ദ്രിക|Devassy ദേവസ്സി|Elsamma എൽസമ്മ|Faisal ഫൈസൽ|Geetha ഗീത
Harikumar ഹരികുമാർ|Indira ഇന്ദിര|Jameela ജമീല|Kunjumon കുഞ്ഞുമോൻ|Latha ലത|Mathai മത്തായി|Nabeesa നബീസ
Omana ഓമന|Prakashan പ്രകാശൻ|Raziya റസിയ|Sarojini സരോജിനി|Thankamma തങ്കമ്മ|Unnikrishnan ഉണ്ണികൃഷ്ണൻ
Valsala വത്സല|Yohannan യോഹന്നാൻ|Zeenath സീനത്ത്|Ambika അംബിക|Balan ബാലൻ|Cicily സിസിലി|Damodaran ദാമോദരൻ
Fathima ഫാത്തിമ|Gopi ഗോപി|Haseena ഹസീന|Jancy ജാൻസി|Kamala കമല|Leela ലീല|Majeed മജീദ്|Nandini നന്ദിനി
Pathrose പത്രോസ്|Rema രമ|Saleem സലീം|Thomas തോമസ്|Usha ഉഷ|Vasu വാസു|Ayisha ആയിഷ|Biju ബിജു|Deepa ദീപ
Joseph ജോസഫ്|Mini മിനി|Raghavan രാഘവൻ|Suhara സുഹറ
"""
_HOUSE = """
Arayil ആരയിൽ|Berithara ബെരിത്തറ|Chembakathil ചെമ്പകത്തിൽ|Edathara എടത്തറ|Illikkunnu ഇല്ലിക്കുന്ന്
Kaithavalappil കൈതവളപ്പിൽ|Kattuparambil കാട്ടുപറമ്പിൽ|Kizhakkethodi കിഴക്കേതൊടി|Kunnathara കുന്നത്തറ
Mampoyil മാമ്പൊയിൽ|Maruthumel മരുതുമേൽ|Mullathodi മുല്ലത്തൊടി|Nellikkavu നെല്ലിക്കാവ്|Njavalil ഞാവലിൽ
Odakkunnu ഓടക്കുന്ന്|Pachilathara പച്ചിലത്തറ|Palathumkara പാലത്തുംകര|Plavilathodi പ്ലാവിലത്തൊടി
Poovathumkal പൂവത്തുങ്കൽ|Puzhayoram പുഴയോരം|Thazhepoyil താഴെപൊയിൽ|Thekkumala തെക്കുമല
Thengumkara തെങ്ങുംകര|Thumbathara തുമ്പത്തറ|Vakathodi വാകത്തൊടി|Vazhappoyil വാഴപ്പൊയിൽ
Vellilathara വെള്ളിലത്തറ|Vettukunnu വെട്ടുകുന്ന്|Aalinchuvadu ആലിൻചുവട്|Attuvakkil ആറ്റുവക്കിൽ
Chakkathodi ചക്കത്തൊടി|Cheruvayal ചെറുവയൽ|Elanjikkal ഇലഞ്ഞിക്കൽ|Kadavathara കടവത്തറ
Kanikkonna കണിക്കൊന്ന|Karimbathodi കരിമ്പത്തൊടി|Kulathinkara കുളത്തിൻകര|Mavinchuvadu മാവിൻചുവട്
Nilavayal നിലാവയൽ|Padinjarethodi പടിഞ്ഞാറേത്തൊടി|Parakkunnu പാറക്കുന്ന്|Peralil പേരാലിൽ
Punnathara പുന്നത്തറ|Thaazhvara താഴ്‌വര|Thoduvakkil തോടുവക്കിൽ|Vadakkumala വടക്കുമല|Vayalarikil വയലരികിൽ
Ventheakkil വെൺതേക്കിൽ
"""


def _pairs(lines: str) -> list[tuple[str, str]]:
    pairs = (one.split(" ") for line in lines.split("\n") if line for one in line.split("|"))
    return [(english, malayalam) for english, malayalam in pairs]


GIVEN, HOUSE = _pairs(_GIVEN), _pairs(_HOUSE)


def name_of(number: int) -> tuple[str, str]:
    """The name of an employee number in English and in Malayalam: the same every time, few twice."""
    place = number - FIRST_NUMBER
    given = GIVEN[place % len(GIVEN)]
    house = HOUSE[(place // len(GIVEN) + 7 * place) % len(HOUSE)]
    return f"{given[0]} {house[0]}", f"{given[1]} {house[1]}"

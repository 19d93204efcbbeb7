"""Loaded labels and euphemisms, each beside a plainer wording.

A label is loaded when one party to a dispute uses it and the other would not. The list is not a
list of wrong words: some are fair descriptions in some articles. Terms follow the syntax of
codebooks (lower case matches any case, `*` stands for any ending).
"""

from typing import Literal, NamedTuple

Polarity = Literal["negative", "positive", "contested"]


class Wording(NamedTuple):
    """A word that takes a side.

    Attributes:
        plain: What a report could say instead.
        polarity: For whom or what it names; None for euphemisms, which soften.
    """

    plain: str
    polarity: Polarity | None


def _pairs(listed: str, polarity: Polarity | None) -> dict[str, Wording]:
    """Lines `term, term = plainer wording`."""
    found: dict[str, Wording] = {}
    for line in listed.strip().splitlines():
        terms, _, plain = line.partition("=")
        for term in terms.split(","):
            found[term.strip()] = Wording(plain.strip(), polarity)
    return found


LOADED: dict[str, Wording] = {
    **_pairs(
        """
        terror group*, terrorist group*, terror organi*, terrorist organi* = armed group
        terrorist*, terror suspect* = attacker, armed group
        terror attack*, terrorist attack*, terror act*, act of terror, acts of terror = attack
        terror cell*, terror network*, terror squad* = armed cell
        terror regime, terror state = government
        regime, regimes = government
        puppet government, puppet regime, puppet state = government
        radical group*, radical faction*, radical movement*, radical cleric* = group
        radical left, radical right, loony left, hard left, hard right = left, right
        hard-left, hard-right, ultra-left, ultra-right = left-wing, right-wing
        extremist*, fanatic*, zealot*, radicals = supporters, members
        islamist*, jihadist*, jihadi* = armed group, religious party
        thug*, goon*, henchman, henchmen, hooligan* = men, supporters
        mob, mobs, rabble, rampaging * = crowd
        rioter*, looter* = protesters, crowd
        warlord*, strongman, strongmen, tyrant*, despot*, dictator* = ruler, commander
        mastermind*, ringleader* = organiser
        crony, cronies, lackey*, stooge*, puppet*, mouthpiece = ally, supporter
        illegal alien*, illegal immigrant*, illegal migrant*, illegals = migrants without papers
        bogus asylum seeker*, bogus refugee*, anchor bab* = asylum seekers
        flood of migrants, flood of refugees, wave of migrants, swarm of *, horde of * = arrivals
        migrant invasion, influx of illegal* = arrivals
        climate denier*, science denier* = critics of climate policy
        climate alarmis*, eco-terroris*, eco-fanatic*, climate fanatic* = climate campaigners
        death tax* = inheritance tax
        job-killing, job killer*, red tape = regulation
        nanny state, welfare queen*, scrounger*, handout* = social benefits
        fat cat*, robber baron*, greedy * = executives, firms
        tax grab, money grab, cash grab, power grab = measure
        witch hunt*, witch-hunt*, kangaroo court*, show trial* = inquiry, trial
        death squad* = armed men
        baby killer*, abortion mill* = abortion provider
        zionist entity, zionist regime, zionist enemy = Israel
        occupation forces, occupation army, occupation troops = Israeli forces, foreign troops
        crusader*, infidel*, apostate* = opponents
        aggressor*, invaders, invader = attacking side
        separatist*, secessionist* = movement for independence
        cult-like, cult of personality, sycophant* = following
        appeaser*, appeasement, traitor*, turncoat*, quisling* = opponents
        scheme to, plot to, conspir* = plan to
        so-called = (the paper keeps its distance)
        """,
        "negative",
    ),
    **_pairs(
        """
        freedom fighter*, resistance fighter*, martyr*, holy warrior* = fighter
        martyrdom operation*, heroic operation* = attack
        heroic, hero, heroes, heroine* = person
        patriot, patriots, patriotic forces = supporters
        liberator*, liberation forces = troops
        tax relief = tax cut
        pro-life, pro-choice, right to life = against abortion, for abortion rights
        common-sense reform*, long-overdue, landmark * = new
        visionary, statesman, statesmanlike = leader
        """,
        "positive",
    ),
    **_pairs(
        """
        militant*, guerrilla*, insurgent* = fighter
        settler* = resident
        rebel*, militiam*n = fighter
        martyrs' * = armed group
        """,
        "contested",
    ),
}
# Longer phrases in which a term of the list says nothing.
LOADED_NOT = (
    "sanctions regime",
    "visa regime",
    "tax regime",
    "inspection regime",
    "inspections regime",
    "trade regime",
    "regulatory regime",
    "fitness regime",
    "exercise regime",
    "legal regime",
    "training regime",
    "regime change",
    "regulation regime",
    "sanction regime",
    "immigration regime",
    "climate regime",
    "rights regime",
    "war hero",
    "superhero*",
    "puppet theat*",
    "puppet show*",
    "rebel without",
    "flash mob*",
    "terrorist financing law*",
    "anti-terrorist",
    "landmark building*",
    "landmark hotel*",
)
EUPHEMISMS: dict[str, Wording] = _pairs(
    """
    collateral damage = civilians killed
    neutralise, neutralised, neutralises, neutralising = kill, killed
    neutralize, neutralized, neutralizes, neutralizing = kill, killed
    surgical strike*, precision strike*, pre-emptive strike*, preventive strike* = attack, bombing
    special military operation*, police action, peace enforcement = war
    kinetic action*, kinetic operation*, kinetic activity = attack
    limited incursion*, security operation*, pacification, mopping-up operation* = attack
    targeted killing*, extrajudicial killing* = assassination
    enhanced interrogation*, coercive interrogation*, stress position* = torture
    extraordinary rendition* = abduction
    unlawful combatant*, enemy combatant* = prisoner of war
    administrative detention, protective custody, preventive detention = jail without trial
    re-education camp*, re-education cent*, vocational training centers = prison camp
    ethnic cleansing, population transfer*, forced relocation* = expulsion
    friendly fire = shooting one's own side
    officer-involved shooting*, officer-involved incident* = police shot somebody
    discharged his weapon, discharged her weapon, discharged a firearm, shots were fired = shot
    less-lethal, less lethal, crowd control agent*, pepper balls = weapons
    soft target* = unarmed people
    regime change = overthrow of a government
    mistaken action*, regrettable incident*, unfortunate incident*, mistakes were made = wrongdoing
    industrial action = strike
    downsiz*, rightsiz*, right-siz*, headcount reduction*, workforce reduction* = dismissals
    workforce rationali*, involuntary separation*, streamlining of staff = dismissals
    let go of staff, released from their duties, relieved of * duties = fired
    negative growth, economic headwinds = shrinking economy
    revenue enhancement*, revenue measure*, fiscal consolidation = tax rise, spending cut
    price adjustment*, tariff adjustment*, fare adjustment* = price rise
    economical with the truth, misspoke, terminological inexactitude = lied
    irregularities = fraud
    facilitation payment*, inappropriate payment* = bribe
    assisted return*, voluntary departure*, removal flight* = deportation
    passed away = died
    adverse event* = harm
    managed retreat = giving up land
    controlled release of * water, planned outage* = discharge, power cut
    """,
    None,
)

"""Words of English that tell people from things, and names from what stands before them."""


def listed(written: str) -> frozenset[str]:
    """The words of a list that is written like a text."""
    return frozenset(written.split())


# What stands before a name and is no part of it.
TITLES = listed(
    """
    mr mrs ms miss dr prof professor sir dame lord lady madam president vice prime minister
    deputy premier chancellor king queen prince princess sheikh imam ayatollah rabbi bishop
    archbishop pope cardinal father sister brother reverend rev pastor general gen colonel col
    major maj captain capt lieutenant lt sergeant sgt admiral commander marshal brigadier
    senator sen senators representative rep reps congressman congresswoman governor gov mayor
    councillor councilor councilman councilwoman judge justice attorney secretary ambassador
    envoy commissioner chairman chairwoman chair chief director head leader spokesman
    spokeswoman spokesperson officer constable detective inspector coach manager frau herr
    monsieur madame mme señor señora doña don senhor senhora signor signora sayyed ex former
    acting senior economist analyst adviser advisor lawyer activist candidate speaker
    negotiator delegate official state foreign defense defence interior finance
    secretary-general first-year undersecretary superintendent sheriff nurse engineer
    historian author writer journalist editor farmer teacher driver commodore principal
    monsignor corporal private ninth-grader baroness baron duke duchess count chef pilot
    rector dean provost vicar chaplain firefighter paramedic surgeon
    """
)
FEMALE = listed(
    """
    mrs ms miss dame lady madam queen princess sister congresswoman chairwoman spokeswoman
    councilwoman frau madame mme señora doña senhora signora businesswoman policewoman mother
    grandmother wife widow daughter niece aunt actress woman girl baroness duchess midwife
    granddaughter
    """
)
MALE = listed(
    """
    mr sir lord king prince brother congressman chairman spokesman councilman herr monsieur
    señor don senhor signor businessman policeman father grandfather husband widower son
    nephew uncle actor man boy baron duke pope imam ayatollah rabbi sheikh fisherman grandson
    """
)
# Small words inside names.
PARTICLES = listed(
    """
    al el de da do dos das del della di du des la le van von der den ter ten bin ibn ben bint
    abu af zu y e ag ould
    """
)
ORG_LINKS = frozenset({"of", "for", "the", "and"})
ORGANISATIONS = listed(
    """
    ministry fund organization organisation party bank university council union federation
    guild institute agency commission committee court group association front authority
    department office embassy parliament congress senate nations times post chamber alliance
    coalition movement league company corporation corp inc ltd plc board bureau centre center
    society church army navy force forces foundation network institution bloc cabinet treasury
    observatory confederation secretariat assembly house club school hospital trust
    """
)
# Groups and institutions: they speak with one voice, and no person is named.
COLLECTIVES = listed(
    """
    ministry government police army military court union company firm bank agency council
    party group cabinet parliament opposition fund organisation organization committee
    commission board team panel federation association authority embassy bloc alliance
    coalition administration department office lender regulator watchdog charity university
    hospital airline campaign movement delegation side camp public crowd family community
    kremlin industry church statement report study survey poll newspaper paper broadcaster
    channel website letter document operator manufacturer carmaker union's people cooperative
    brokerage institute service club league faction militia regime palace presidency treasury
    secretariat consulate capital households women men youths children clergy media press
    electorate country nation bishops villagers parents lawyers doctors teachers
    """
)
# Who cannot be named: a source without a name.
ANONYMOUS = listed(
    """
    source sources official officials diplomat diplomats insider insiders aide aides person
    people witness witnesses analyst analysts trader traders resident residents expert experts
    spokesman spokeswoman spokesperson executive executives lawyer neighbor neighbour adviser
    advisers critics critic observers observer
    """
)
ALWAYS_ANONYMOUS = frozenset({"source", "sources", "insider", "insiders"})
INDEFINITE = listed(
    """
    a an one another some several many few two three four five six seven most other unnamed
    """
)
# Single people, by office, trade or kin; their plurals are groups.
PEOPLE = listed(
    """
    president minister leader chief chairman chairwoman chair head director spokesman
    spokeswoman spokesperson official officer commander general judge prosecutor lawyer
    governor mayor senator lawmaker deputy delegate envoy ambassador diplomat secretary
    commissioner chancellor premier king queen prince pope bishop imam economist analyst
    professor historian scientist researcher teacher doctor nurse engineer farmer fisherman
    worker driver owner manager executive banker trader shopkeeper student pupil activist
    campaigner organiser organizer negotiator mediator candidate critic columnist editor
    author writer artist player coach captain mother father parent son daughter wife husband
    widow brother sister uncle aunt neighbor neighbour resident villager witness victim
    survivor soldier veteran policeman expert adviser advisor aide speaker member founder
    partner councillor councilor man woman opponent supporter friend colleague rival peer
    counterpart successor predecessor nephew niece cousin ally guest host he she they who i we
    baker midwife electrician builder pensioner entrepreneur investor hotelier publican
    interpreter clerk curator
    """
)
HUMAN_ENDINGS = ("ers", "ors", "ists", "ians", "ants", "ents", "men", "women", "ees", "eers", "als")
# Endings of peoples and parties, as in Syrians, Japanese, Greens, Democrats.
PEOPLES = ("ans", "is", "ese", "ers", "eens", "ists", "ats", "eks", "erns")
NOT_HUMAN = listed(
    """
    numbers figures papers letters offers orders powers matters others years members' answers
    computers towers rivers errors doors floors colors colours events documents payments
    agreements statements talks proposals deals arrivals materials capitals hospitals weapons
    goals plants elements shipments investments requirements prices
    """
)
PRONOUNS = frozenset({"he", "she", "they", "it", "who", "i", "we"})
POSSESSIVES = frozenset({"his", "her", "their", "its", "my", "our"})
DETERMINERS = listed(
    """
    the a an this that these those some many most several few two three four five six seven
    eight nine ten both one another other all each every no
    """
)
# Capitalised only because they begin a sentence, and speakers all the same.
PEOPLE_FIRST = listed("critics officials analysts experts residents sources people police")
# Capitalised only because they begin a sentence.
OPENERS = listed(
    """
    the a an this that these those he she it they we i you his her their its our my your one
    two three four five six seven eight nine ten some many most several few all each every no
    both another other and but or so yet nor in on at by for from to of with without after
    before since until during under over about against between among as if when while where
    because although though unless whether however meanwhile still then now here there also
    even only not never once again instead rather perhaps earlier later last next today
    yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december asked what
    who which how why whose nearly almost more less such according despite like unlike near
    off out up down just
    """
)
PREPOSITIONS = listed(
    """
    in on at by for from to of with without after before since until during under over about
    against between among as near off inside outside within across through beyond behind
    beside amid despite like unlike around above below
    """
)
# They begin a clause of its own, so no subject stands before them.
CLAUSE_OPENERS = listed(
    """
    that because while but when although though if since whereas unless until whether where as
    after before and or so for than why how what then
    """
)
AUXILIARIES = listed(
    """
    has have had will would could should may might must can also then later again now still
    never already ever once twice even only just first last not n't did does do was were is
    are been be being cannot himself herself themselves itself repeatedly reportedly often
    always today yesterday earlier thus both simply
    """
)
BE = listed(
    """
    was were is are been be being get got gets
    """
)
RELATIVES = frozenset({"who", "which", "whose", "whom", "that"})
BEFORE_PLACES = listed(
    """
    of in on at near from across around the outside inside into
    """
)
WEEKDAYS = listed(
    """
    monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow january
    february march april june july august september october november december
    """
)

"""The tables of entries. Every change to them goes through the journal."""

from knowledge.account import AccountCode, Joining
from knowledge.community import Community, JoinCode, Pack, Space
from knowledge.contribution import Choice, Proposal, Report, Vote, Wish
from knowledge.handling import Handling
from knowledge.member import Member
from knowledge.note import Alternative, Note, PackTally
from knowledge.product import Category, Product
from knowledge.store.table import Table
from knowledge.verdict import Verdict

PACKS = Table("pack", Pack, ("community", "id"))
CATEGORIES = Table("category", Category, ("community", "id"))
PRODUCTS = Table("product", Product, ("key",))
NOTES = Table("note", Note, ("key",))
ALTERNATIVES = Table("alternative", Alternative, ("key",))
PACK_TALLIES = Table("pack_tally", PackTally, ("key",))
VERDICTS = Table("verdict", Verdict, ("key",))
SPACES = Table("space", Space, ("platform", "id"))
MEMBERS = Table("member", Member, ("community", "person"))
VOTES = Table("vote", Vote, ("key",))
REPORTS = Table("report", Report, ("key",))
PROPOSALS = Table("proposal", Proposal, ("key",))
WISHES = Table("wish", Wish, ("community", "phrase", "person"))
CHOICES = Table("choice", Choice, ("community", "phrase", "person"))
COMMUNITIES = Table("community", Community, ("key",))
JOIN_CODES = Table("join_code", JoinCode, ("digest",))
JOININGS = Table("joining", Joining, ("account",))
ACCOUNT_CODES = Table("account_code", AccountCode, ("person",))  # for minutes, and in no journal
HANDLINGS = Table("handling", Handling, ("community", "product"))

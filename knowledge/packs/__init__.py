"""Knowledge packs: the base as a file of lines, in and out. docs/packs.md describes them."""

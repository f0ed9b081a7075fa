"""What writes hand-coded files for people: fix, add, new, verify, and the spreadsheet for coders. May import gate and all below it."""

"""The rules that hand-coded tables keep, from the cause to its effects: file, header, cell, row, table, registry, evidence."""

"""What print and people write: quantities, periods, names, and text made safe to show. Imports no other room."""

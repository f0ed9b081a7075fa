"""What is checked: running the rules, what a change touched, how findings are shown. May import reading and all below it."""

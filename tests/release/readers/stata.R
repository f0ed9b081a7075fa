# Prints a Stata file as CSV: Rscript stata.R FILE.
table <- haven::read_dta(commandArgs(trailingOnly = TRUE)[1])
labels <- sapply(table, function(column) attr(column, "label"))
stopifnot(all(nchar(labels) > 0))
write.csv(haven::zap_labels(table), row.names = FALSE, na = "")

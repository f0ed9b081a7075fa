"""From the bytes of a file to rows of text: encodings, header, CSV, workbooks, mending of form. May import foundation, language."""

"""From the bytes of a file to rows of text: encodings, header, CSV, workbooks, repair of form. May import foundation, language."""

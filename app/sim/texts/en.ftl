import-empty = The file is empty: a header line and at least one line of data are needed

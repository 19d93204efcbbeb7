"""Files of other labelling tools, and spreadsheets: read into example rows and written from them.

Each tool has one file here with a reader and a writer. A reader gives `Found` records; what they
share (labels in other spellings, spans, who decided) is in `found`.
"""

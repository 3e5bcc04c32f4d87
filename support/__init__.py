"""Everything with a question in it: manuals read, answers given, feedback kept."""

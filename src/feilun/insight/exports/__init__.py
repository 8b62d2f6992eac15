"""Survey answers as files."""

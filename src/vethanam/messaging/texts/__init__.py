"""The texts, one file each, every language of one version in one file."""

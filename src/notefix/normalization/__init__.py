"""The wanted form of text that is not damaged. So far: Unicode normalization forms."""

"""The desk: pages for people."""

"""The other implementations, one file each: what a user of each would write for the operations of rows.py."""

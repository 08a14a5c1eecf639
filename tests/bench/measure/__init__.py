"""Measures the product against its bars, each a ratio to the peer in the same run or a limit of its own."""

"""What is fetched: pages, feeds, and from which addresses."""

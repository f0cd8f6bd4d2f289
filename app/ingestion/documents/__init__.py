"""Files and what is in them: JSON, pages, archives of pages, compressed or not."""

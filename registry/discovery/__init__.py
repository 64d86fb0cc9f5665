"""The public face: search, standard and product pages, compare. It assembles what the rooms below know."""

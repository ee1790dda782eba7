"""Cinder: volumes, as far as servers boot from them."""

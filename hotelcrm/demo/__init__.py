"""Invented hotels, staff, guests and stays: for a first look at three thousand guests, for measuring at a million.

Everything is drawn from a seed. Next door: ``hotelcrm.bench`` (what is measured on it).
"""

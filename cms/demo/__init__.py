"""The demonstration: a district, two schools, a roster, a plan, a theme, a lesson and its quiz."""

"""The floor: what any Django view must cost that reads a row and stores one."""

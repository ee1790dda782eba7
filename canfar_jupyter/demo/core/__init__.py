"""What every service of the demo cloud is made of: state, clock, HTTP exchange, refusals."""

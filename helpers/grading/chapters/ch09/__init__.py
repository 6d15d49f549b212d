"""Chapter 9: Hamiltonian moves."""

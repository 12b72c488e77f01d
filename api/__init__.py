"""FastAPI and Ariadne: topics in, GraphQL out. Thin and stateless."""

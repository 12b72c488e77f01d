"""What flows: records, Arrow schemas, topics, tables and the GraphQL types derived from them.

The single source of truth of the project. It imports nothing of ours.
"""

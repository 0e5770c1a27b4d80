"""What moved through this airfield, when, and how sure are we?"""

__version__ = "0.1.0"

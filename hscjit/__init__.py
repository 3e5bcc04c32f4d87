"""HSC-JIT: wiring of the support desk; how its parts meet the outside."""

__version__ = "0.1.0"

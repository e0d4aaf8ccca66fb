"""Network scanners without a driver: eSCL (AirScan), as the Mopria Alliance publishes it."""

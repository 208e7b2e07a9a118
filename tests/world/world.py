"""The whole world: its regions, sized as in the real one, and the clock they share."""

from tests.world.lanes import Releases
from tests.world.population import Population
from tests.world.regions import Region, regions_of

# As many as there really are. With more of them, two builds of a family could fall on one day and share a name.
MOST_IMAGES = 3_173_232


class World:
    """`images` public images at tick 0, shared out over the regions. The same arguments always make the same world.

    Raises ValueError for too few or too many images, or a region that is not in the world.
    """

    def __init__(self, *, images: int, seed: int = 1, only_regions: tuple[str, ...] = ()) -> None:
        if images > MOST_IMAGES:
            raise ValueError(f"{images} images are too many: this world has at most {MOST_IMAGES}")
        self.images = images
        self.seed = seed
        regions = regions_of(images, only_regions)
        biggest = max(regions, key=lambda region: region.public_images)

        def per_tick(region: Region) -> int:
            return max(1, region.public_images // 400)

        releases = Releases(count=biggest.public_images, per_tick=per_tick(biggest), seed=seed)
        self.populations = {
            region.name: Population(
                region, releases, seed=seed, per_tick=per_tick(region), world_per_tick=per_tick(biggest)
            )
            for region in regions
        }
        for population in self.populations.values():
            population.home = self.populations[biggest.name]

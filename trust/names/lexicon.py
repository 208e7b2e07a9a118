"""The words that image names are made of: brands, the words around them, and what people say of their own builds.

A brand here is a word, or words in a row, by which people and wildcards recognise a publisher's images. All else that
names of operating system images are usually made of is vocabulary: it tells nobody apart. A word that stands in none
of these lists is somebody's own.
"""

import re
from dataclasses import dataclass

# In normal form (spelling.py) a run of numbers is #, a processor is &, an Ubuntu or Debian code name is @.
NUMBER, PROCESSOR, CODE_NAME = "#", "&", "@"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Brand:
    """`slugs`: the publishers of the directory to whom it belongs. `starts`: word sequences, in normal form.

    `shapes` are their names in normal form. `features` are words of purpose that names of theirs really hold.
    """

    title: str
    slugs: frozenset[str]
    starts: tuple[tuple[str, ...], ...]
    shapes: tuple[str, ...]
    features: frozenset[str]


def _brand(title: str, slugs: str, starts: str, *shapes: str, features: str = "") -> Brand:
    sequences = tuple(tuple(start.split()) for start in starts.split(","))
    in_one_run = tuple(re.sub(r"#(?: #)+", NUMBER, shape) for shape in shapes)
    return Brand(title, _words(slugs), sequences, in_one_run, _words(f"{features} {starts.replace(',', ' ')}"))


_ML = "gpu nvidia driver cuda pytorch tensorflow neuron learning arm inf"
BRANDS: tuple[Brand, ...] = (
    _brand(
        "Ubuntu",
        "canonical",
        "ubuntu,@ # &,@ & server,@ server",
        "ubuntu @ # & server #",
        "ubuntu images hvm ssd ubuntu @ # & server #",
        "ubuntu images ebs ubuntu @ # & server #",
        "ubuntu images testing hvm ssd ubuntu @ # & server #",
        "ubuntu pro server images hvm ssd ubuntu @ # & pro server #",
        "ubuntu minimal images hvm ssd ubuntu @ # & minimal #",
        "ubuntu eks k8s # images hvm ssd ubuntu @ # & server #",
        features="eks k8s",
    ),
    _brand(
        "Amazon EKS",
        "amazon-eks",
        "amazon eks,amazon node,eks node,eks worker,eks optimized,eks gpu,eks & node",
        "amazon eks node #",
        "amazon eks node al # & standard #",
        "amazon eks gpu node #",
        features="node gpu nvidia neuron",
    ),
    _brand(
        "Amazon ECS",
        "amazon-ecs",
        "amazon ecs,ecs optimized",
        "amzn # ami ecs hvm # & ebs",
        "al # ami ecs hvm # kernel # &",
        "amzn ami # amazon ecs optimized",
        features="gpu inf neuron",
    ),
    _brand(
        "Amazon Linux",
        "amazon-linux amazon-ecs amazon-ec2-macos",
        "amzn,amazon linux,amazonlinux,al # ami,"
        "al # minimal,al # kernel,al # &,al # hvm,al # preview,al # linux,al # ecs,al #",
        "amzn # ami hvm # & gp #",
        "amzn # ami hvm # & ebs",
        "amzn # ami kernel # hvm # & gp #",
        "al # ami # kernel # &",
        "al # ami minimal # kernel # &",
        "amazon linux # ami # & hvm gp #",
        "amzn ec # macos #",
        "amzn ami # amazon ecs optimized",
        "amzn # ami ecs hvm # & ebs",
        "al # ami ecs hvm # kernel # &",
        features="ecs gpu inf neuron",
    ),
    _brand(
        "Bottlerocket",
        "bottlerocket",
        "bottlerocket",
        "bottlerocket aws k8s # & #",
        "bottlerocket aws ecs # & #",
        features="k8s ecs nvidia fips",
    ),
    _brand(
        "Windows Server",
        "windows-server amazon-eks-windows amazon-ecs",
        "windows server,windowsserver,windows #,server # english,windows english",
        "windows server # english full base #",
        "windows server # english core base #",
        "windows server # english full sql # standard #",
        "windows server # r # rtm english & base #",
        "windows server # english core eks optimized # #",
        features="sql web eks ecs container containers containerslatest express stig",
    ),
    _brand("macOS on EC2", "amazon-ec2-macos", "ec # macos,ec macos,amazon macos,macos #", "amzn ec # macos # #"),
    _brand(
        "AWS Deep Learning AMI",
        "aws-deep-learning",
        "deep learning,deeplearning,dlami",
        "deep learning ami gpu pytorch # ubuntu # #",
        "deep learning ami gpu tensorflow # ubuntu # #",
        "deep learning base gpu ami ubuntu # #",
        "deep learning base gpu ami amazon linux # #",
        "deep learning oss nvidia driver ami gpu pytorch # ubuntu # #",
        "deep learning oss nvidia driver ami gpu pytorch # amazon linux # #",
        "deep learning ami ubuntu linux # #",
        features=_ML,
    ),
    _brand(
        "Red Hat Enterprise Linux",
        "red-hat",
        "rhel,red hat,redhat",
        "rhel # hvm # & # hourly # gp #",
        "rhel # hvm # & # access # gp #",
        "rhel ha # hvm # & # hourly # gp #",
        "rhel sap # hvm # & # hourly # gp #",
    ),
    _brand("Debian", "debian", "debian", "debian # & #", "debian @ & hvm # ebs", "debian @ hvm & gp # #"),
    _brand(
        "SUSE Linux Enterprise",
        "suse",
        "suse,sles,opensuse",
        "suse sles # sp # # hvm ssd &",
        "suse sles # sp # byos # hvm ssd &",
        "opensuse leap # # hvm ssd &",
    ),
    _brand("Fedora", "fedora", "fedora", "fedora cloud base # &"),
    _brand(
        "CentOS",
        "centos",
        "centos",
        "centos stream # & #",
        "centos linux # & hvm ebs #",
        "centos # & ga",
        "centos # & #",
    ),
    _brand("Rocky Linux", "rocky-linux", "rocky linux,rockylinux,rocky #,rocky ec", "rocky # ec # base # &"),
    _brand("AlmaLinux", "almalinux", "almalinux,alma linux,alma #,alma os", "almalinux os # &"),
    _brand("Oracle Linux", "oracle-linux", "oracle linux,oraclelinux,ol #", "ol # & hvm #"),
    _brand("FreeBSD", "freebsd", "freebsd", "freebsd # release &", "freebsd # stable & # base"),
    _brand("Flatcar Container Linux", "flatcar", "flatcar", "flatcar stable # hvm", features="container"),
    _brand("NixOS", "nixos", "nixos", "nixos # # & linux"),
    _brand("Talos Linux", "sidero-labs", "talos #,talos linux", "talos # & #"),
    _brand(
        "Alpine Linux",
        "alpine-linux",
        "alpine #,alpine linux,alpine ami",
        "alpine # & bios tiny r #",
        "alpine # & uefi cloudinit r #",
    ),
    _brand("Arch Linux", "arch-linux", "arch linux,archlinux,arch std,arch ec", "arch linux std hvm # & ebs"),
    _brand("Cluster API images", "cluster-api-aws", "capa ami", "capa ami ubuntu # # #"),
    _brand("CoreOS Container Linux", "coreos", "coreos", "coreos stable # hvm"),
)

# A version without which a short or common word is no brand.
VERSIONS: dict[tuple[str, ...], re.Pattern[str]] = {
    ("windows", NUMBER): re.compile(r"20(?:03|08|12|16|19|22|25)(?!\d)"),
    ("al", NUMBER): re.compile(r"202[23](?!\d)"),
    ("ol", NUMBER): re.compile(r"(?:[6-9]|10)(?!\d)"),
    ("rocky", NUMBER): re.compile(r"(?:8|9|10)(?!\d)"),
    ("alma", NUMBER): re.compile(r"(?:8|9|10)(?!\d)"),
    ("alpine", NUMBER): re.compile(r"3(?!\d)"),
    ("macos", NUMBER): re.compile(r"(?:1[0-5]|26)(?!\d)"),
    ("talos", NUMBER): re.compile(r"v?1(?!\d)"),
}

# Words of brands which are worth a look at how they are spelt. Short ones are too near to too many other words.
BRAND_WORDS = frozenset(word for brand in BRANDS for start in brand.starts for word in start if len(word) > 1)
FIRST_WORDS = frozenset(start[0] for brand in BRANDS for start in brand.starts)

CODE_NAMES = _words(
    """
    warty hoary breezy dapper edgy feisty gutsy hardy intrepid jaunty karmic lucid maverick natty oneiric
    precise quantal raring saucy trusty utopic vivid wily xenial yakkety zesty artful bionic cosmic disco eoan
    focal groovy hirsute impish jammy kinetic lunar mantic noble oracular plucky questing resolute squeeze
    wheezy jessie stretch buster bullseye bookworm trixie forky sid
    """
)

PROCESSORS = dict.fromkeys(
    _words("amd64 x64 x8664 amd x86 i386 i686 arm64 aarch64 arm graviton intel 64bit 32bit"), PROCESSOR
)

VOCABULARY = _words(
    """
    access leap ami amis alpha amazonlinux amazon aws amznlinux arm auto base beta bios bit bits boot build byol byos
    cd cloud cloudinit container containers containerslatest core cpu cuda daily datacenter date desktop devel
    dev disk driver ebs ec eks ecs edition efi ena english enterprise eval evaluation express fips full ga
    german gp gpu ha hourly hvm iaas image images inf instance io japanese k8s kernel kubernetes learning lite
    linux live machine macos manager master minimal mini mono mp nano net neuron nightly node nodes nvidia
    ondemand optimised optimized os oss patch payg preview pro product pv pytorch qcow r rc rawhide release root
    rtm s sap server servers sp sql sriov ssd stable standard std store stream tensorflow testing tiny tpm uefi
    update updates us volume type gnu vm version virt web windows worker x xen zfs ufs v lvm raw vhd french
    spanish korean chinese gcp azure north south east west central ap eu sa ca me af il cn gov day week month
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september
    october november december my our own personal private
    """
)

# Words that people shorten.
SHORT_FORMS = {"win": "windows", "rhat": "redhat", "deb": "debian"}

# Of the vocabulary, what an image is for. In a name of a brand whose names do not say so, they are somebody's own.
FEATURES = _words(
    """
    gpu cuda node nodes worker master k8s kubernetes container containers eks ecs nvidia pytorch tensorflow web
    desktop sql dev devel driver learning neuron inf build machine manager virt azure gcp vhd express mp my our
    own personal private
    """
)

# Words that somebody puts before a name to make it look better. They make no name somebody's own.
PRAISE = _words(
    """
    a an and best better lts current final rev revised stable by certified clean community canonical default
    enhanced fast fixed for free fresh from genuine global good great improved just latest main microsoft new
    newer newest now oracle original patched plus premium prime pure quality real reliable safe secure secured
    special standard super supported the tested true trusted ultimate ultra updated upgraded verified with
    project foundation public version amazon aws official ready quick quickstart
    """
)

# Words by which honest people say that a build is their own. Before a brand, an image names itself by them.
OWN_BUILD = _words(
    """
    backup based cis compliant copied copy custom customised customized derivative derived encrypted fork forked
    gold golden hardened hardening internal mirror mirrored modified rebuild remix snapshot stig unofficial
    """
)

# Near to a brand by letters, and something else.
OTHER_WORDS = _words(
    """
    kubuntu xubuntu lubuntu edubuntu window winds rock rocks rockets archive archives stables serve serves
    serving learn linus deepin alpina
    """
)

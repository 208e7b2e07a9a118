"""The families of well-known publishers: who makes them, how they are named, on what hardware, from when to when.

Names follow what the publishers really call their images (the project's naming notes and publisher facts). `%(…)b` in a
name or description is a form of the build's day: see calendar_forms.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tests.world.hardware import Hardware, element
from tests.world.machines import MACHINES


@dataclass(frozen=True, slots=True)
class Family:
    """Builds whose names differ in their date alone. Days are date ordinals; the last one is excluded."""

    name: bytes
    description: bytes
    hardware: Hardware
    first_day: int
    last_day: int
    deprecated_after_days: int | None
    more: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """All families of a publisher. `weight` is its share of the releases, in thousandths."""

    publisher: str
    weight: int
    alias: bytes
    families: tuple[Family, ...]


def _family(
    name: str, description: str, machine: str, years: tuple[float, float] = (2018, 2030), days: int | None = 730, ssm: str = ""
) -> Family:
    first, last = (date(int(year), 1 + round(year % 1 * 12), 1).toordinal() for year in years)
    more = element("publicSsmParameterName", ssm) if ssm else b""
    return Family(name.encode(), description.encode(), MACHINES[machine], first, last, days, more)


_ARCHITECTURES = (("x86_64", "x86"), ("arm64", "arm"))


def _amazon_linux() -> Iterator[Family]:
    ssm = "/aws/service/ami-amazon-linux-latest/"
    for arch, kind in _ARCHITECTURES:
        for kernel, since in (("6.1", 2023.25), ("6.12", 2025.25), ("6.18", 2026.25)):
            for minimal in ("", "minimal-"):
                yield _family(
                    f"al2023-ami-{minimal}2023.%(month)b.%(day)b.0-kernel-{kernel}-{arch}",
                    f"Amazon Linux 2023 AMI 2023.%(month)b.%(day)b.0 {arch} {minimal and 'Minimal '}HVM kernel-{kernel}",
                    f"al-{kind}",
                    (since, 2030),
                    90,
                    f"{ssm}al2023-ami-{minimal}kernel-{kernel}-{arch}",
                )
        for store in ("gp2", "ebs"):
            yield _family(
                f"amzn2-ami-kernel-5.10-hvm-2.0.%(day)b.0-{arch}-{store}",
                f"Amazon Linux 2 Kernel 5.10 AMI 2.0.%(day)b.0 {arch} HVM {store}",
                f"al2-{kind}",
                (2021.75, 2027),
                ssm=f"{ssm}amzn2-ami-kernel-5.10-hvm-{arch}-{store}",
            )
        yield _family(
            f"amzn2-ami-hvm-2.0.%(day)b.0-{arch}-gp2", f"Amazon Linux 2 AMI 2.0.%(day)b.0 {arch} HVM gp2", f"al2-{kind}", (2018, 2027)
        )
    for store in ("gp2", "ebs", "s3"):
        yield _family(
            f"amzn-ami-hvm-%(year)b.%(quarter)b.%(day)b-x86_64-{store}",
            f"Amazon Linux AMI %(year)b.%(quarter)b.%(day)b x86_64 HVM {store}",
            "linux-x86",
            (2012, 2021),
        )
    yield _family("amzn-ami-pv-%(year)b.%(quarter)b.%(day)b-x86_64-ebs", "Amazon Linux AMI x86_64 PV EBS", "paravirtual", (2009, 2019))
    yield _family("amzn-ami-%(year)b.%(quarter)b-beta.%(day)b.i386-S3", "", "instance-store-i386", (2009, 2015))


def _containers() -> Iterator[Family]:
    for arch, kind in _ARCHITECTURES:
        yield _family(
            f"al2023-ami-ecs-hvm-2023.0.%(day)b-kernel-6.1-{arch}", f"Amazon Linux AMI 2023.0.%(day)b {arch} ECS HVM EBS", f"al-{kind}", (2023.25, 2030)
        )
        yield _family(f"amzn2-ami-ecs-hvm-2.0.%(day)b-{arch}-ebs", f"Amazon Linux AMI 2.0.%(day)b {arch} ECS HVM GP2", f"al2-{kind}", (2018, 2027))
    yield _family("al2023-ami-ecs-gpu-hvm-2023.0.%(day)b-kernel-6.1-x86_64-ebs", "Amazon Linux 2023 with GPU, ECS", "gpu-x86", (2024, 2030))
    yield _family("amzn2-ami-ecs-gpu-hvm-2.0.%(day)b-x86_64-ebs", "Amazon Linux 2 with GPU, ECS", "gpu-x86", (2019, 2027))
    yield _family("amzn-ami-%(year)b.%(month)b.%(day)b-amazon-ecs-optimized", "Amazon Linux AMI amzn-ami x86_64 ECS HVM GP2", "linux-x86", (2015, 2021))


def _eks() -> Iterator[Family]:
    text = "EKS-optimized Kubernetes node based on"
    for arch, kind in _ARCHITECTURES:
        yield _family(f"amazon-eks-node-al2023-{arch}-standard-%(k8s)b-v%(day)b", f"{text} Amazon Linux 2023, (k8s: %(k8s)b)", f"node-{kind}", (2024, 2030))
        yield _family(f"amazon-eks-{'arm64-' if kind == 'arm' else ''}node-%(k8s)b-v%(day)b", f"{text} Amazon Linux 2, (k8s: %(k8s)b)", f"node-{kind}", (2018.5, 2026))
    yield _family("amazon-eks-gpu-node-%(k8s)b-v%(day)b", f"{text} Amazon Linux 2 with GPU, (k8s: %(k8s)b)", "gpu-x86", (2018.5, 2026))
    yield _family("amazon-eks-node-al2023-x86_64-nvidia-%(k8s)b-v%(day)b", f"{text} Amazon Linux 2023 (nvidia)", "gpu-x86", (2024.5, 2030))
    # Odd but genuine: the first ones were called so.
    yield _family("eks-worker-v%(day)b", "EKS Worker AMI with AmazonLinux2 image", "node-x86", (2018.25, 2018.75))


def _bottlerocket() -> Iterator[Family]:
    for arch, kind in _ARCHITECTURES:
        for variant in ("aws-k8s-%(k8s)b", "aws-k8s-%(k8s)b-nvidia", "aws-ecs-2", "aws-ecs-1"):
            yield _family(f"bottlerocket-{variant}-{arch}-v1.%(doy)b.%(patch)b-%(hex)b", f"bottlerocket-{variant}-{arch}", f"bottlerocket-{kind}", (2020.5, 2030))


def _windows() -> Iterator[Family]:
    text = "Microsoft Windows Server %s with %s AMI provided by Amazon"
    for version, since, until in (("2025", 2024.75, 2030), ("2022", 2021.5, 2030), ("2019", 2018.75, 2030), ("2016", 2016.75, 2027)):
        for language in ("English", "German", "Japanese", "Chinese_Simplified"):
            yield _family(f"Windows_Server-{version}-{language}-Full-Base-%(dots)b", text % (version, "Desktop Experience Locale " + language), "windows", (since, until), 700, "/aws/service/ami-windows-latest/Windows_Server-" + version + f"-{language}-Full-Base")
        for edition in ("Standard", "Web", "Enterprise"):
            yield _family(f"Windows_Server-{version}-English-Full-SQL_2019_{edition}-%(dots)b", text % (version, f"SQL Server 2019 {edition}"), f"windows-sql-{edition.lower()}", (since, until), 700)
        yield _family(f"TPM-Windows_Server-{version}-English-Core-Base-%(dots)b", text % (version, "NitroTPM"), "windows-tpm", (max(since, 2022.5), until), 700)
        yield _family(f"EC2LaunchV2-Windows_Server-{version}-English-Full-ContainersLatest-%(dots)b", text % (version, "Containers"), "windows", (max(since, 2020), until), 700)
    for version in ("2012-R2_RTM", "2012-RTM", "2008-R2_SP1"):
        yield _family(f"Windows_Server-{version}-English-64Bit-Base-%(dots)b", text % (version, "64-bit Locale English"), "windows", (2012, 2023.75))
        yield _family(f"Windows_Server-{version}-English-64Bit-SQL_2014_SP2_Standard-%(dots)b", text % (version, "SQL Standard 2014"), "windows-sql-standard", (2014, 2023.75))
    # Amazon publishes names that read as other brands.
    yield _family("Ubuntu_22.04-x86_64-SQL_2022_Standard-%(dots)b", "Ubuntu 22.04 with SQL Server 2022 Standard", "windows-sql-standard", (2023, 2030))
    yield _family("RHEL_8.10-x86_64-SQL_2022_Web-%(dots)b", "RHEL 8.10 with SQL Server 2022 Web", "rhel-x86", (2024.5, 2030))
    yield _family("Windows_Server-2003-R2_SP2-English-64Bit-Base-%(dots)b", "Microsoft Windows Server 2003 R2 SP2", "windows", (2009, 2015))


def _eks_windows() -> Iterator[Family]:
    for version, since in (("2025", 2025), ("2022", 2022), ("2019", 2019)):
        for flavour in ("Core", "Full"):
            yield _family(f"Windows_Server-{version}-English-{flavour}-EKS_Optimized-%(k8s)b-%(dots)b", f"Microsoft Windows Server {version} {flavour} EKS-Optimized Image (k8s: %(k8s)b)", "windows", (since, 2030), 700)


def _deep_learning() -> Iterator[Family]:
    for base in ("Amazon Linux 2", "Ubuntu 20.04", "Ubuntu 22.04", "Amazon Linux 2023"):
        yield _family(f"Deep Learning OSS Nvidia Driver AMI GPU PyTorch 2.%(month)b ({base}) %(day)b", f"Supported EC2 instances: G4dn, G5, P4, P5. Base: {base}. &lt;a href=\"https://docs.aws.amazon.com/dlami\"&gt;Notes&lt;/a&gt;", "gpu-x86", (2023.5, 2030))
        yield _family(f"Deep Learning Base GPU AMI ({base}) %(day)b", "Built with NVIDIA CUDA, cuDNN, NCCL &amp; EFA", "gpu-x86", (2020.5, 2026))
    yield _family("Deep Learning AMI Ubuntu Linux - 2.4_%(month_year)b_%(day)b", "Deep Learning AMI with MXNet, TensorFlow, Caffe2", "ubuntu-x86", (2017, 2020.75))
    yield _family("CUDA9ClassicAmazonLinuxDLAMIwithMXNetTensorflowandCaffe2 %(day)b ", "CUDA9 Classic DLAMI", "linux-x86", (2017.5, 2018.5))


_UBUNTU = (("resolute-26.04", 2026.25, 2030), ("noble-24.04", 2024.25, 2030), ("jammy-22.04", 2022.25, 2030), ("focal-20.04", 2020.25, 2026), ("bionic-18.04", 2018.25, 2024), ("xenial-16.04", 2016.25, 2022))  # fmt: skip


def _canonical() -> Iterator[Family]:
    for codename, since, until in _UBUNTU:
        text = f"Canonical, Ubuntu, {codename.partition('-')[2]}"
        store = "hvm-ssd-gp3" if since > 2024 else "hvm-ssd"
        for arch, kind in (("amd64", "x86"), ("arm64", "arm")):
            for channel in ("images", "images-testing"):
                yield _family(f"ubuntu/{channel}/{store}/ubuntu-{codename}-{arch}-server-%(day)b", f"{text}, {arch} {channel} build on %(iso)b", f"ubuntu-{kind}", (since, until))
            yield _family(f"ubuntu-minimal/images/{store}/ubuntu-{codename}-{arch}-minimal-%(day)b", f"{text} Minimal, {arch} build on %(iso)b", f"ubuntu-{kind}", (max(since, 2019), until))
        yield _family(f"ubuntu-pro-server/images/{store}/ubuntu-{codename}-amd64-pro-server-%(day)b.1", f"{text} Pro, amd64 build on %(iso)b", "ubuntu-pro", (max(since, 2020), until))
        yield _family(f"ubuntu-eks/k8s_%(k8s)b/images/{store}/ubuntu-{codename}-amd64-server-%(day)b", f"{text}, EKS node, k8s %(k8s)b", "ubuntu-x86", (max(since, 2020), until))
    for codename, since, until in (("trusty-14.04", 2014.25, 2019.5), ("precise-12.04", 2012.25, 2017.5), ("lucid-10.04", 2010.25, 2015.25)):
        yield _family(f"ubuntu/images/ebs/ubuntu-{codename}-amd64-server-%(day)b", "", "paravirtual", (since, until))
        yield _family(f"ubuntu/images/hvm-ssd/ubuntu-{codename}-amd64-server-%(day)b", "", "ubuntu-x86", (max(since, 2013), until))
        # Instance-store images of those years carry no name: their manifest is what they are known by.
        yield _family(f"?ubuntu-{codename}-amd64-server-%(day)b.manifest.xml", "", "instance-store", (since, min(until, 2015)))


def _red_hat() -> Iterator[Family]:
    for version, since, until in (("10.0.0", 2025.25, 2030), ("9.4.0", 2022.25, 2030), ("8.10.0", 2019.25, 2030), ("7.9", 2014.5, 2024.5), ("6.10", 2012, 2021)):
        for arch, kind in _ARCHITECTURES if since > 2019 else _ARCHITECTURES[:1]:
            for billing in ("Hourly2", "Access2"):
                yield _family(f"RHEL-{version}_HVM-%(day)b-{arch}-%(patch)b-{billing}-GP2", f"Provided by Red Hat, Inc. RHEL {version}", f"rhel-{kind}", (since, until))
        yield _family(f"RHEL-SAP-{version}_HVM-%(day)b-x86_64-%(patch)b-Hourly2-GP3", f"Provided by Red Hat, Inc. RHEL {version} for SAP", "rhel-x86", (max(since, 2018), until))


def _simple(*rows: tuple[str, str, str, float, float]) -> tuple[Family, ...]:
    return tuple(_family(name, description, machine, (since, until)) for name, description, machine, since, until in rows)


_SUSE = _simple(*((f"suse-sles-{version}{kind}-v%(day)b-hvm-ssd-{arch}", f"SUSE Linux Enterprise Server {version} (HVM, 64-bit, SSD-Backed)", "suse-x86" if arch == "x86_64" else "linux-arm", since, 2030) for version, since in (("15-sp7", 2025.5), ("15-sp6", 2024.5), ("15-sp5", 2023.5), ("15-sp2", 2020.5), ("12-sp5", 2019.75), ("12-sp3", 2017.5)) for kind in ("", "-byos", "-sap") for arch in ("x86_64", "arm64")), ("suse-sles-11-sp4-v%(day)b-pv-ssd-x86_64", "SUSE Linux Enterprise Server 11 SP4 (PV)", "paravirtual", 2011, 2019))  # fmt: skip
_DEBIAN = _simple(*((f"debian-{version}-{arch}{kind}-%(day)b-1%(doy)b", f"Debian {version} (%(day)b)", f"linux-{'x86' if arch == 'amd64' else 'arm'}", since, until) for version, since, until in (("13", 2025.5, 2030), ("12", 2023.5, 2030), ("11", 2021.5, 2027), ("10", 2019.5, 2025)) for kind in ("", "-backports", "-daily") for arch in ("amd64", "arm64")))  # fmt: skip
_DEBIAN_FORMER = _simple(("debian-stretch-hvm-x86_64-gp2-%(iso)b-%(patch)b", "FAI Debian image", "linux-x86", 2017.5, 2022), ("debian-jessie-amd64-hvm-%(iso)b-1-ebs", "Debian jessie amd64", "linux-x86", 2015.25, 2020), ("debian-wheezy-amd64-%(iso)b-ebs", "Debian wheezy amd64", "paravirtual", 2012, 2017))  # fmt: skip
_OTHERS: tuple[tuple[str, int, tuple[Family, ...]], ...] = (
    ("debian", 12, _DEBIAN),
    ("debian#former", 6, _DEBIAN_FORMER),
    ("fedora", 6, _simple(*((f"Fedora-Cloud-Base-AmazonEC2.{arch}-%(year2)b-%(day)b.n.0", "Fedora Cloud", f"linux-{kind}", 2019, 2030) for arch, kind in (("x86_64", "x86"), ("aarch64", "arm"))), *((f"Fedora-Cloud-Base-Rawhide-%(day)b.n.{n}.x86_64-hvm-{n}-gp{n + 2}-0", "Created from build Fedora-Cloud-Base-Rawhide", "linux-x86", 2015, 2030) for n in (0, 1)))),
    ("centos", 3, _simple(("CentOS Stream 9 x86_64 %(day)b", "CentOS Stream 9 x86_64 %(day)b", "linux-x86", 2021.75, 2030), ("CentOS Stream 9 aarch64 %(day)b", "CentOS Stream 9 aarch64", "linux-arm", 2021.75, 2030), ("CentOS 8.%(month)b.%(day)b x86_64", "CentOS 8 x86_64", "linux-x86", 2019.75, 2022))),
    ("rocky", 4, _simple(*((f"Rocky-{v}-EC2-Base-{v}.%(month)b-%(day)b.0.{a}", f"Rocky Linux {v}", f"linux-{k}", since, 2030) for v, since in (("10", 2025.5), ("9", 2022.5), ("8", 2021.75)) for a, k in (("x86_64", "x86"), ("aarch64", "arm"))), ("Rocky Linux 8.4 %(day)b", "Rocky Linux 8.4", "linux-x86", 2021.25, 2021.75))),
    ("almalinux", 4, _simple(*((f"AlmaLinux OS {v}.%(month)b.%(day)b {a}", f"Official AlmaLinux OS {v} {a} image", f"linux-{k}", since, 2030) for v, since in (("10", 2025.5), ("9", 2022.5), ("8", 2021.25)) for a, k in (("x86_64", "x86"), ("aarch64", "arm"))))),
    ("oracle", 3, _simple(("OL9.%(month)b-x86_64-HVM-%(iso)b", "Oracle Linux 9 update x86_64", "linux-x86", 2022.5, 2030), ("OL8.%(month)b-x86_64-HVM-%(iso)b", "Oracle Linux 8 x86_64", "linux-x86", 2019.5, 2030), ("OL7.9-x86_64-HVM-%(iso)b", "Oracle Linux 7.9 x86_64", "linux-x86", 2015, 2025))),
    ("freebsd", 6, _simple(*((f"FreeBSD {v}-STABLE-{a}-%(day)b base {fs}", f"FreeBSD {v}-STABLE-{a}-%(day)b", f"linux-{k}", since, 2030) for v, since in (("15.0", 2025.5), ("14.3", 2023.75)) for a, k in (("amd64", "uefi"), ("arm64", "arm")) for fs in ("UFS", "ZFS")))),
    ("freebsd#former", 2, _simple(("FreeBSD 12.%(month)b-STABLE-amd64-%(iso)b", "FreeBSD 12-STABLE", "linux-x86", 2018, 2023.75), ("FreeBSD/EC2 10.%(month)b-RELEASE %(iso)b", "FreeBSD/EC2", "linux-x86", 2013, 2018))),
    ("flatcar", 6, _simple(*((f"Flatcar-{c}-4%(doy)b.%(patch)b.%(month)b-%(year2)b{s}-hvm", f"Flatcar Container Linux {c}", f"linux-{k}", 2020.5, 2030) for c in ("stable", "beta", "alpha", "lts") for s, k in (("", "x86"), ("-arm64", "arm"))))),
    ("nixos", 3, _simple(*((f"nixos/{v}.%(doy)b.%(hex)b-{a}-linux", "", f"linux-{k}", since, 2030) for v, since in (("26.05", 2026.25), ("25.11", 2025.75), ("24.05", 2024.25)) for a, k in (("x86_64", "uefi"), ("aarch64", "arm"))))),
    ("nixos#former", 2, _simple(("NixOS-22.05.%(doy)b.%(hex)b-x86_64-linux", "", "linux-x86", 2021.5, 2024.25), ("nixos-19.03.%(doy)b.%(hex)b-x86_64-linux", "", "linux-x86", 2016, 2021.5))),
    ("talos", 6, _simple(*((f"talos-v1.%(month)b.%(patch)b-%(hex)b-{a}", f"Talos AMI {a}", f"linux-{k}", 2021.5, 2030) for a, k in (("amd64", "uefi"), ("arm64", "arm"))))),
    ("alpine", 4, _simple(*((f"alpine-3.%(month)b.%(day)b-{a}-{b}-{c}-r0", "https://alpinelinux.org/cloud", f"linux-{k}", 2021.5, 2030) for a, b, k in (("x86_64", "bios", "x86"), ("aarch64", "uefi", "arm")) for c in ("tiny", "cloudinit")))),
    ("arch", 2, _simple(("arch-linux-std-hvm-%(dots)b.x86_64-ebs", "Arch Linux Std HVM - EBS", "linux-x86", 2018, 2030), ("arch-linux-ec2-hvm-%(dots)b.x86_64-ebs", "Arch Linux EC2 HVM - EBS", "linux-x86", 2017, 2030))),
    ("cluster-api", 3, _simple(*((f"capa-ami-{d}-v%(k8s)b.%(patch)b-%(ten)b", f"Kubernetes Cluster API Provider AWS image, {d}", "linux-x86", 2024.75, 2030) for d in ("ubuntu-24.04", "flatcar-stable")))),
    ("cluster-api#former", 2, _simple(*((f"capa-ami-{d}-v%(k8s)b.%(patch)b-%(ten)b", f"Kubernetes Cluster API Provider AWS image, {d}", "linux-x86", 2019.25, 2024.75) for d in ("ubuntu-20.04", "centos-7")))),
    ("coreos", 3, _simple(*((f"CoreOS-{c}-1%(doy)b.%(patch)b.%(year2)b-{v}", f"CoreOS Container Linux {c}", m, 2013.5, 2020.5) for c in ("stable", "beta", "alpha") for v, m in (("hvm", "linux-x86"), ("pv", "paravirtual"))))),
    ("macos", 2, _simple(("amzn-ec2-macos-15.%(month)b-%(day)b-%(ten)b-arm64", "Amazon EC2 macOS Sequoia", "mac-arm", 2024.75, 2030), ("amzn-ec2-macos-12.%(month)b-%(day)b-%(ten)b", "Amazon EC2 macOS Monterey", "mac-x86", 2021.75, 2024.75))),
)  # fmt: skip

_AMAZON = b"amazon"
_ALIASED = frozenset({"macos"})

# The rest of the thousand lanes is the Marketplace's and small vendors': see population.py.
LINES: tuple[Line, ...] = (
    Line("windows", 46, _AMAZON, tuple(_windows())),
    Line("amazon-linux", 20, _AMAZON, tuple(_amazon_linux())),
    Line("ecs", 12, _AMAZON, tuple(_containers())),
    Line("eks", 10, _AMAZON, tuple(_eks())),
    Line("eks-windows", 8, _AMAZON, tuple(_eks_windows())),
    Line("bottlerocket", 9, _AMAZON, tuple(_bottlerocket())),
    Line("dlami", 8, _AMAZON, tuple(_deep_learning())),
    Line("canonical", 44, _AMAZON, tuple(_canonical())),
    Line("red-hat", 10, _AMAZON, tuple(_red_hat())),
    Line("suse", 12, _AMAZON, _SUSE),
    *(Line(publisher, weight, _AMAZON if publisher in _ALIASED else b"", families) for publisher, weight, families in _OTHERS),
)

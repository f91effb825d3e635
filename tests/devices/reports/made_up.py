"""Reports of a computer that does not exist, in each format."""

import json

SMART = {
    "smartctl": {"version": [7, 4], "exit_status": 4},
    "device": {"name": "/dev/sda", "info_name": "/dev/sda [SAT]", "type": "sat", "protocol": "ATA"},
    "model_name": "MADEUP SSD 256GB",
    "serial_number": "S0MADE",
    "user_capacity": {"blocks": 500118192, "bytes": 256060514304},
    "rotation_rate": 0,
    "smart_status": {"passed": True},
    "power_on_time": {"hours": 1200},
    "ata_smart_attributes": {
        "table": [
            {"id": 5, "name": "Reallocated_Sector_Ct", "raw": {"value": 0, "string": "0"}},
            {"id": 197, "name": "Current_Pending_Sector", "raw": {"value": 0, "string": "0"}},
        ]
    },
}
NVME = {
    "smartctl": {"version": [7, 4], "exit_status": 0},
    "device": {"name": "/dev/nvme0", "type": "nvme", "protocol": "NVMe"},
    "model_name": "MADEUP NVME",
    "serial_number": "N0MADE",
    "nvme_total_capacity": 512110190592,
    "smart_status": {"passed": True},
    "nvme_smart_health_information_log": {
        "critical_warning": 0,
        "percentage_used": 3,
        "power_on_hours": 88,
        "media_errors": 0,
    },
}
DMIDECODE = """# dmidecode 3.4
Getting SMBIOS data from sysfs.

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: LENOVO
\tProduct Name: 20XX
\tVersion: ThinkPad T14
\tSerial Number: PF3MADE1
\tUUID: 2b4af011-3d9c-5f4e-8a6b-7c8d9e0f1a2b

Handle 0x0002, DMI type 2, 17 bytes
Base Board Information
\tManufacturer: LENOVO
\tProduct Name: 20XX
\tSerial Number: L1HF0MADEUP

Handle 0x0003, DMI type 3, 24 bytes
Chassis Information
\tType: Low Profile Desktop
\tSerial Number: Not Available

Handle 0x0004, DMI type 4, 48 bytes
Processor Information
\tVersion: Made Up i5
\tFlags:
\t\tFPU (Floating-point unit on-chip)

Handle 0x0005, DMI type 17, 40 bytes
Memory Device
\tSize: 8 GB

Handle 0x0006, DMI type 17, 40 bytes
Memory Device
\tSize: No Module Installed

Handle 0x0007, DMI type 22, 26 bytes
Portable Battery
\tManufacturer: SMP
\tName: 01AV999
\tDesign Capacity: 57000 mWh
\tSBDS Serial Number: 0431
"""
INXI = [
    {
        "000#1#0#Machine": [
            {
                "003#0#2#v": "ThinkPad T14",
                "000#0#1#Type": "Laptop",
                "001#1#1#System": "LENOVO",
                "002#1#2#product": "20XX",
                "004#0#2#serial": "PF3MADE1",
                "005#1#1#Chassis": "",
                "006#0#2#type": "10",
            },
            {"008#1#1#Mobo": "LENOVO", "009#1#2#model": "20XX", "011#0#3#serial": "L1HF0MADEUP"},
        ]
    },
    {
        "001#1#0#Battery": [
            {
                "001#1#1#ID": "BAT0",
                "003#0#2#condition": "0.0/57.0 Wh (0.0%)",
                "006#0#2#model": "SMP 01AV999",
                "007#0#2#serial": "7731",
                "009#0#2#cycles": "0",
            }
        ]
    },
    {
        "002#1#0#Memory": [
            {"000#1#1#RAM": "", "001#0#2#total": "7.53 GiB"},
            {"001#1#2#Device": "DIMM A", "004#0#3#size": "8 GiB"},
        ]
    },
    {"003#1#0#CPU": [{"000#1#1#Info": "", "001#0#2#model": "Made Up i5"}]},
    {"004#1#0#Bluetooth": {"000#1#1#Message": "No bluetooth data found."}},
    {
        "005#1#0#Graphics": [
            {"015#1#3#Monitor": "HDMI-A-1", "018#0#4#model": "HP 27", "019#0#4#serial": "CNC99"}
        ]
    },
    {
        "006#1#0#Network": [
            {"001#1#1#Device": "Made Up Ethernet", "002#0#2#bus-ID": "00:19.0"},
            {"003#1#2#IF": "eno1", "004#0#3#mac": "F0:1F:AF:00:00:01"},
            {"001#1#1#Device": "Dock", "002#0#2#type": "USB"},
            {"003#1#2#IF": "enx1", "004#0#3#mac": "48:65:ee:00:00:01"},
            {"003#1#2#IF-ID": "docker0", "004#0#3#mac": "02:42:e8:aa:c6:92"},
        ]
    },
    {
        "007#1#0#Drives": [
            {"000#1#1#Local Storage": "", "001#0#2#total": "238.47 GiB"},
            {
                "001#1#1#ID": "/dev/sda",
                "004#0#2#model": "SSD 256GB",
                "005#0#2#size": "238.47 GiB",
                "010#0#2#type": "SSD",
                "011#0#2#serial": "S0MADE",
            },
            {"012#1#2#SMART": "yes", "014#0#2#health": "PASSED", "015#0#2#on": "2y 7d 14h"},
            {"001#1#1#ID": "/dev/sdb", "010#0#2#type": "USB", "005#0#2#size": "7.2 GiB"},
        ]
    },
]
NWIPE = """[2026/08/20 09:00:01]    info: nwipe 0.42
[2026/08/20 09:00:02]  notice: Found /dev/sda, ATA, MADEUP DISK 500, 500 GB, S/N=D0MADE1
[2026/08/20 09:00:02]  notice: Found /dev/nvme0n1, NVME, MADEUP NVME, 512 GB, S/N=N0MADE2
[2026/08/20 09:00:02]    info: system-manufacturer = LENOVO
[2026/08/20 09:00:02]    info: system-product-name = 20XX
[2026/08/20 09:00:02]    info: system-version = ThinkPad T14
[2026/08/20 09:00:02]    info: system-serial-number = PF3MADE1
[2026/08/20 09:00:30]  notice:   method       = Fill With Zeros
[2026/08/20 09:00:30]  notice:   verify       = 1 (last pass)
[2026/08/20 09:00:31]  notice: Invoking method 'Fill With Zeros' on /dev/sda
[2026/08/20 09:00:31]  notice: Invoking method 'Fill With Zeros' on /dev/nvme0n1
[2026/08/20 09:11:00]  notice: 500107862016 bytes written to /dev/sda
[2026/08/20 09:11:00]  notice: 512110190592 bytes written to /dev/nvme0n1
[2026/08/20 09:21:00]  notice: Verified pass 1 of 1, round 1 of 1, on '/dev/sda'.
[2026/08/20 09:21:00]  notice: Verified pass 1 of 1, round 1 of 1, on '/dev/nvme0n1'.

******************************** Error Summary *********************************
!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors
--------------------------------------------------------------------------------
       sda |           0 |                    0 |                    0
   nvme0n1 |           0 |                    0 |                    0
********************************************************************************

******************************* Erasure Summary ********************************
!   Device |      Bytes Erased |      Bytes Total | Percentage Erased
--------------------------------------------------------------------------------
       sda |      500107862016 |     500107862016 |             100.00%
   nvme0n1 |      512110190592 |     512110190592 |             100.00%
********************************************************************************

********************************* Drive Status *********************************
!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number
--------------------------------------------------------------------------------
       sda | Erased |  380 MB/s | 00:21:10 | MADEUP DISK 500/D0MADE1
   nvme0n1 | Erased |  980 MB/s | 00:11:10 | MADEUP NVME/N0MADE2
--------------------------------------------------------------------------------
[2026/08/20 09:30:00] Total Throughput  380 MB/s, Fill With Zeros, 1R+B+VL
********************************************************************************

[2026/08/20 09:30:00]    info: Nwipe successfully completed. See summary table for details.
"""
COMPONENTS = [
    {"type": "Motherboard", "manufacturer": "LENOVO", "serialNumber": "L1HF0MADEUP"},
    {"type": "Processor", "model": "Made Up i5"},
    {"type": "RamModule", "size": 4096.0},
    {"type": "RamModule", "size": "4096 MB"},
    {"type": "NetworkAdapter", "serialNumber": "F0:1F:AF:00:00:01"},
    {
        "type": "Battery",
        "size": "2200 hour * milliampere",
        "model": "AL10",
        "actions": [
            {"type": "MeasureBattery", "size": "1100.0 hour * milliampere", "cycleCount": None}
        ],
    },
    {
        "type": "HardDrive",
        "model": "MADEUP DISK 500",
        "serialNumber": "D0MADE1",
        "size": 500107.862016,
        "actions": [
            {
                "type": "TestDataStorage",
                "assessment": True,
                "lifetime": 77,
                "reallocatedSectorCount": 3,
            },
            {
                "type": "EraseSectors",
                "severity": "Info",
                "startTime": "2022-01-13T09:34:39.026634+00:00",
                "endTime": "2022-01-13T14:13:09.338771+00:00",
                "steps": [
                    {
                        "type": "StepZero",
                        "severity": "Info",
                        "startTime": "2022-01-13T09:34:39.026954+00:00",
                        "endTime": "2022-01-13T11:07:49.733336+00:00",
                    },
                    {
                        "type": "StepRandom",
                        "severity": "Info",
                        "startTime": "2022-01-13T11:07:49.734069+00:00",
                        "endTime": "2022-01-13T14:13:09.338626+00:00",
                    },
                ],
            },
        ],
    },
]
FIRST = {
    "type": "Snapshot",
    "uuid": "0a1b2c3d-0000-4000-8000-000000000001",
    "software": "Workbench",
    "version": "11.0b11",
    "endTime": "2022-01-13T14:20:00+00:00",
    "device": {
        "type": "Laptop",
        "manufacturer": "LENOVO",
        "model": "ThinkPad T14",
        "serialNumber": "PF3MADE1",
        "chassis": "Netbook",
    },
    "components": COMPONENTS,
}
THIRD = {
    "timestamp": "2025-01-23 11:44:29.577819",
    "type": "Snapshot",
    "uuid": "0a1b2c3d-0000-4000-8000-000000000003",
    "software": "workbench-script",
    "version": "0.0.1",
    "operator_id": "",
    "data": {
        "smartctl": json.dumps([SMART]),
        "dmidecode": DMIDECODE,
        "inxi": json.dumps(INXI),
    },
    "erase": [],
}
REQUEST = {"type": "DeviceSnapshotV1", "save": True, "data": THIRD}
CREDENTIAL = {
    "credentialSubject": {"uuid": THIRD["uuid"], "timestamp": "x", "software": "workbench-script"},
    "evidence": [
        {"operation": "inxi", "output": json.dumps(INXI)},
        {"operation": "dmidecode", "output": DMIDECODE},
        {"operation": "smartctl", "output": json.dumps([SMART])},
    ],
}
ANDROID = {
    "type": "Snapshot",
    "software": "WorkbenchAndroid",
    "version": "0.0.2",
    "device": {
        "type": "Mobile",
        "manufacturer": "Fairphone",
        "model": "FP3",
        "serialNumber": "02:00:00:00:00:00",
        "ramSize": 31138,
        "dataStorageSize": 99,
    },
}
TREES = {
    "smartctl": SMART,
    "nvme": [NVME],
    "inxi": INXI,
    "first": FIRST,
    "third": THIRD,
    "request": REQUEST,
    "credential": CREDENTIAL,
    "android": ANDROID,
}
TEXTS = {"dmidecode": DMIDECODE, "nwipe": NWIPE}

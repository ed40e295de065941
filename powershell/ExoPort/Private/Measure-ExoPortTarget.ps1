function Measure-ExoPortTarget {
    <# How many probes a target stands for: several where the host, or both port and service, are left out. #>
    param([string] $Target)

    if ($Target.Contains('"host":') -and ($Target.Contains('"port":') -or $Target.Contains('"service":'))) { return 1 }
    $answer = Invoke-ExoPortQuery -Question ('{"query":"expand","target":' + $Target + '}')
    if ($answer.targets) { @($answer.targets).Count } else { 1 }
}

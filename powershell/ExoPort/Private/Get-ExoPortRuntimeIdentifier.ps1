function Get-ExoPortRuntimeIdentifier {
    <#
    The runtime identifier of this process, not of the machine: a 32-bit or an emulated PowerShell can
    only load a library of its own kind.
    #>
    $information = [System.Runtime.InteropServices.RuntimeInformation]
    $platform = [System.Runtime.InteropServices.OSPlatform]
    if ($information::IsOSPlatform($platform::Windows)) { $system = 'win' }
    elseif ($information::IsOSPlatform($platform::OSX)) { $system = 'osx' }
    else { $system = 'linux' }
    '{0}-{1}' -f $system, $information::ProcessArchitecture.ToString().ToLowerInvariant()
}

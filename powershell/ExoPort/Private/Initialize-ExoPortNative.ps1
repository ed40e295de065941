function Initialize-ExoPortNative {
    <#
    Finds and loads the native library at the first use and checks that it speaks this module's ABI.
    Afterwards $script:Native has Path, Api and RunHandle. Throws one error that says where and what to do.
    #>
    if ($script:Native) {
        Sync-ExoPortDataFolder
        return
    }

    $expected = 1
    $path = Resolve-ExoPortNativePath
    $types = New-ExoPortNativeType -Path $path
    $api = $types.Api
    $advice = "Put a library there that belongs to this module and to a $(Get-ExoPortRuntimeIdentifier) process, or set EXOPORT_NATIVE_PATH to one."
    try {
        $version = $api::exoport_abi_version()
    }
    catch {
        # A file of another platform, a damaged one, or one of its own libraries is missing.
        $reason = $_.Exception.GetBaseException().Message
        throw [System.DllNotFoundException]::new("The native library $path could not be loaded: $reason $advice", $_.Exception)
    }
    if ($version -ne $expected) {
        throw [System.DllNotFoundException]::new("The native library $path has ABI version $version; this module needs $expected. $advice")
    }
    $script:Native = @{ Path = $path; Api = $api; RunHandle = $types.RunHandle }
    Sync-ExoPortDataFolder
}

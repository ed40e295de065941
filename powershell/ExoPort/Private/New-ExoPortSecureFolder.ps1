function New-ExoPortSecureFolder {
    <# Makes a folder that has its permissions from its first moment. .NET has other methods for it than .NET Framework. #>
    param([string] $Path, [System.Security.AccessControl.DirectorySecurity] $Security)

    $extensions = 'System.IO.FileSystemAclExtensions' -as [type]
    if ($extensions) { $null = $extensions::CreateDirectory($Security, $Path) }
    else { $null = [System.IO.Directory]::CreateDirectory($Path, $Security) }
}

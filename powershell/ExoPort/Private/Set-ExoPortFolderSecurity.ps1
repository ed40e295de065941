function Set-ExoPortFolderSecurity {
    <# Sets the permissions of a folder. .NET has other methods for it than .NET Framework. #>
    param([System.IO.DirectoryInfo] $Folder, [System.Security.AccessControl.DirectorySecurity] $Security)

    $extensions = 'System.IO.FileSystemAclExtensions' -as [type]
    if ($extensions) { $extensions::SetAccessControl($Folder, $Security) } else { $Folder.SetAccessControl($Security) }
}
